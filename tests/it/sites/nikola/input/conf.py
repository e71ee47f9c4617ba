import time

BLOG_AUTHOR = "Ada Stone"  # (translatable)
BLOG_TITLE = "The Mill Diary"
SITE_URL = "https://mill.example.org/"
BLOG_DESCRIPTION = "Notes from the mill."
DEFAULT_LANG = "en"
TRANSLATIONS = {
    DEFAULT_LANG: "",
    "de": "./de",
}
POSTS = (
    ("posts/*.rst", "diary", "post.tmpl"),
    ("posts/*.md", "diary", "post.tmpl"),
    ("posts/*.txt", "diary", "post.tmpl"),
)
PAGES = (("pages/*.md", "", "page.tmpl"),)
TIMEZONE = "Europe/Berlin"
CONTENT_FOOTER_FORMATS = {DEFAULT_LANG: ((), {"date": time.gmtime().tm_year})}
