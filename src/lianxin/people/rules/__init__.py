"""Pure rules about people: permissions, phone numbers, mailboxes, identity numbers."""
