"""What the program costs, each figure beside the bare minimum, which is measured in the same run."""
