"""What every command needs: options, output and reports of failures."""
