"""What the pages share: the frame around them, cached resources, pictures, charts and the canvas."""
