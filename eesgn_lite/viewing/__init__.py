"""Pictures for print and the moving skeleton."""
