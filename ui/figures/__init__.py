"""Arrays in, HTML or a Plotly Figure out. No Streamlit here: the pages decide where a figure goes."""
