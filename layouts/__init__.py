"""The screens: one public module a page, machinery with an underscore; a page computes nothing, it asks and shows."""
