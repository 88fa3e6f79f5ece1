"""Which line did it: watches a program run and names what cut its graph, wrote to a saved tensor, or starved a leaf.

Importing this package needs the standard library alone; `recorder`, `versions` and `probes` import torch.
"""
