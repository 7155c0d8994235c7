"""The pages of a set, one file each, ending with PAGE."""
