"""What has to be there before the processes start, made only where it is missing or out of date."""
