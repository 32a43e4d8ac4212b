"""From files as their publishers write them to an index that can be searched and quoted."""
