import os

AUTHOR = 'Ada Stone'
SITENAME = 'The River Log'
SITEURL = ''
PATH = 'content'
TIMEZONE = 'Europe/Berlin'
DEFAULT_LANG = 'en'
ARTICLE_URL = 'log/{date:%Y}/{date:%m}/{slug}/'
ARTICLE_SAVE_AS = ARTICLE_URL + 'index.html'
DEFAULT_PAGINATION = 10 if os.environ.get('LONG') else 5
