"""Face detection, comparison, landmarks and the passive signal: OpenCV's engine and its fake."""
