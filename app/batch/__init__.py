"""Analysis of media files for `ucrn-live analyze`: which files, one of them, many at once, what is told of them."""
