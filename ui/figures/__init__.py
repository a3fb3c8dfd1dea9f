"""Arrays in, HTML or a Plotly Figure out. No Streamlit here: a page decides where a figure goes."""
