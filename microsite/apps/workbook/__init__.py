"""The workbook: records of an event in Excel, written and read."""
