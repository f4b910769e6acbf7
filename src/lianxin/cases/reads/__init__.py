"""What a viewer sees of cases: lists, pages, searches and previews. Reads do not change cases."""
