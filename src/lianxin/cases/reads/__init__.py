"""What a viewer sees of cases: lists, pages, searches and previews. Nothing here changes a case."""
