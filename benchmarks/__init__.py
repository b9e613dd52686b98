"""Measurements that anyone can run; they print, they assert nothing."""
