"""The patient's pages behind their private link, and the held page. GET looks, POST acts."""
