"""Write output/index.html, the page in which people find, understand, try and copy the generated code."""
