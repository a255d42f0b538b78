"""What is tried here holds for every backend."""

from tests.each_backend import address, store, template_folder

__all__ = ["address", "store", "template_folder"]
