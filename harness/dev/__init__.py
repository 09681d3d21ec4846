"""What developers of maitred use; not shipped."""
