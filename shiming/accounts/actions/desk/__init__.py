"""What officers do with other people's accounts."""
