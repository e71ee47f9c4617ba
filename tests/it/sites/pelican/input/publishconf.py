import sys
sys.path.append('.')
from pelicanconf import *

SITEURL = 'https://river.example.org'
