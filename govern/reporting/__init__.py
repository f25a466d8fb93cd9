"""Reports: an assessment as a document of plain data, set in HTML and Markdown."""
