"""Documents as LibreOffice prints them: measured on the page."""
