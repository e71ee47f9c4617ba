//! Which programs count, and what in them may keep articles from coming out.

use super::*;

#[test]
fn a_plugin_that_may_leave_out_articles_is_known_by_the_statement() {
    for (generator, text) in [
        (
            Generator::Pelican,
            "def f(gen):\n    gen.articles = [a for a in gen.articles if 'wip' not in a.tags]\n",
        ),
        (
            Generator::Pelican,
            "def f(gen):\n    for a in list(gen.articles):\n        gen.articles.remove(a)\n",
        ),
        (
            Generator::Pelican,
            "def f(gen):\n    gen.articles[:] = [\n        a for a in gen.articles\n        if a.free\n    ]\n",
        ),
        (Generator::Pelican, "def f(gen):\n    listed = gen.articles\n    del listed[3:]\n"),
        (Generator::Pelican, "def f(gen):\n    gen.articles, gen.drafts = divide(gen.articles)\n"),
        (
            Generator::Pelican,
            "def f(gen):\n    kept = list(gen.articles)\n    kept.remove(kept[0])\n    gen.articles = kept\n",
        ),
        (Generator::Pelican, "def f(gen):\n    gen.articles = sorted(gen.articles, key=date)[:5]\n"),
        (Generator::Pelican, "def f(gen):\n    setattr(gen, 'articles', free(gen))\n"),
        (Generator::Pelican, "def f(content):\n    content.status = 'draft'\n"),
        (Generator::Pelican, "def f(gen, metadata):\n    metadata['status'] = status(metadata)\n"),
        (Generator::Pelican, "def f(gen, metadata):\n    metadata.update({'status': 'draft'})\n"),
        (Generator::Pelican, "def f(gen, metadata):\n    metadata.setdefault('status', 'hidden')\n"),
        (Generator::Pelican, "def f(content):\n    content._content = 'For members.'\n"),
        (Generator::Pelican, "def f(sender):\n    sender.settings['ARTICLE_EXCLUDES'].append('x')\n"),
        (
            Generator::Nikola,
            "class A:\n    def f(self, site):\n        site.posts = [p for p in site.posts if free(p)]\n",
        ),
        (Generator::Nikola, "class A:\n    def f(self):\n        self.site.timeline.pop(0)\n"),
        (Generator::Nikola, "def f(post):\n    post.is_draft = True\n"),
        (
            Generator::MkDocs,
            "def on_nav(nav, config, files):\n    nav.items = [i for i in nav.items if i.title]\n",
        ),
        (Generator::MkDocs, "def on_page_markdown(markdown, page, **kw):\n    page.meta['draft'] = True\n"),
    ] {
        assert!(leaves_out(text, generator).is_some(), "{text}");
    }
}

#[test]
fn a_plugin_that_only_reads_sorts_or_changes_articles_leaves_out_none() {
    for (generator, text) in [
        (
            Generator::Pelican,
            "def f(gen):\n    for a in gen.articles:\n        a.words = len(a.content.split())\n",
        ),
        (Generator::Pelican, "def f(gen):\n    gen.articles = sorted(gen.articles, key=lambda a: a.date)\n"),
        (
            Generator::Pelican,
            "def f(gen):\n    ordered = sorted(gen.articles, key=rank)\n    gen.articles = ordered\n",
        ),
        (
            Generator::Pelican,
            "def f(gen):\n    gen.articles = gen.articles + more\n    gen.articles += others\n",
        ),
        (Generator::Pelican, "def f(gen):\n    gen.articles.append(made)\n    gen.articles[0] = changed\n"),
        (
            Generator::Pelican,
            "def f(gen):\n    events = [a for a in gen.articles if a.category == 'events']\n    events.pop(0)\n",
        ),
        (
            Generator::Pelican,
            "class A:\n    def f(self):\n        self.articles = []\n        self.status = 404\n",
        ),
        (Generator::Pelican, "# gen.articles = []\ndef f(gen):\n    'gen.articles.remove(a)'\n"),
        (
            Generator::Pelican,
            "def f(gen, metadata):\n    if metadata['status'] == 'draft':\n        print(metadata)\n",
        ),
        (Generator::Pelican, "def f(gen, metadata):\n    metadata['status'] = 'published'\n"),
        (Generator::Pelican, "def f(content):\n    content._content = soup.decode()\n"),
        (Generator::Pelican, "DEFAULT_METADATA['status'] = 'draft'\n"),
        (Generator::Pelican, "DEFAULT_METADATA = (('status', 'draft'),)\n"),
        (Generator::Pelican, "def f(sender):\n    paths = sender.settings['ARTICLE_PATHS']\n"),
        (
            Generator::Nikola,
            "class A:\n    def scan(self):\n        posts = [p for p in self.site.posts if p.tags]\n        return posts\n",
        ),
        (
            Generator::Nikola,
            "def f(self):\n    posts = self.site.posts\n    posts = [p for p in self.site.posts if p.tags]\n",
        ),
        (
            Generator::Nikola,
            "def f(context, meta, names):\n    context['POSTS'] = '()'\n    meta[names['status']] = 'draft'\n",
        ),
        (Generator::Nikola, "class A:\n    def f(self):\n        self.posts = []\n        lines.pop(0)\n"),
        (
            Generator::MkDocs,
            "def on_nav(nav, config, files):\n    for page in nav.pages:\n        page.title = page.title.title()\n",
        ),
        (
            Generator::MkDocs,
            "def f(metadata):\n    for key, value in metadata.items():\n        print(key)\n",
        ),
    ] {
        assert_eq!(leaves_out(text, generator), None, "{text}");
    }
}

#[test]
fn a_hook_that_may_empty_a_page_is_known_by_what_it_returns() {
    for body in [
        "    if page.meta.get('secret'): return ''\n",
        "    if page.meta.get('secret'):\n        return 'For members.'\n    return markdown\n",
        "    return '' if page.meta.get('secret') else markdown\n",
        "    return markdown if page.meta.get('free') else NOTICE\n",
        "    text = f'For members: {page.title}'\n    return text\n",
        "    return markdown[:300]\n",
        "    return markdown.split('<!-- more -->')[0]\n",
        "    markdown = ''\n    return markdown\n",
        "    return teaser(markdown, page)\n\ndef teaser(text, page):\n    if page.secret:\n        return ''\n    return text\n",
    ] {
        let text = format!("def on_page_markdown(markdown: str, *, page, **kwargs) -> str:\n{body}");
        assert!(may_empty(&text).is_some(), "{text}");
    }
}

#[test]
fn a_hook_that_changes_a_text_or_leaves_it_empties_none() {
    for body in [
        "    return markdown\n",
        "    return\n",
        "    return None\n",
        "    return re.sub('a', 'b', markdown)\n",
        "    def replace(match):\n        return ''\n    return PATTERN.sub(replace, markdown)\n",
        "    title = markdown.split('\\n')[0]\n    page.meta['title'] = title\n    return markdown\n",
        "    lines = []\n    for line in markdown.splitlines():\n        lines.append(line)\n    return '\\n'.join(lines)\n",
        "    return f'{BANNER}\\n\\n{markdown}'\n",
        "    return (\n        f'''# Title\n{markdown}\n'''\n    )\n",
        "    text = render(markdown)\n    return BANNER + text\n",
        "    return markdown[len(HEAD):]\n",
        "    return markdown if page.meta.get('x') else changed(markdown)\n",
        "    if not markdown:\n        return ''\n    return markdown.strip()\n",
        "    template = env.from_string(markdown)\n    return template.render(page=page)\n",
        "    with stream(markdown) as read:\n        return read.all()\n",
    ] {
        let text = format!("def on_page_markdown(markdown: str, *, page, **kwargs) -> str:\n{body}");
        assert_eq!(may_empty(&text), None, "{text}");
    }
    assert_eq!(may_empty("def replace(match):\n    return ''\n"), None);
}

#[test]
fn the_plugins_that_settings_name_count_and_no_others_of_a_collection() {
    let settings = "import own\nPLUGIN_PATHS = ['collection', './more/']\nPLUGINS = ['summary', 'deep.below', 'i18n_subsites']\n# PLUGINS = ['other']\n";
    let found = extensions(Generator::Pelican, [settings].into_iter());
    assert_eq!(
        found.folders.iter().map(String::as_str).collect::<Vec<_>>(),
        ["collection", "more", "plugins"]
    );
    for (path, counts) in [
        ("summary.py", true),
        ("summary/summary.py", true),
        ("summary/tests/deep.py", false),
        ("summary/test_summary.py", false),
        ("summary/readme.md", false),
        ("deep/below.py", true),
        ("other.py", false),
        ("i18n_subsites/i18n_subsites.py", false),
        ("other/summary.py", false),
    ] {
        assert_eq!(found.takes(path), counts, "{path}");
    }
    assert!(found.beside.contains("own") && found.beside.contains("deep"));
    let listed = extensions(Generator::Pelican, ["PLUGINS = os.listdir('plugins')\n"].into_iter());
    assert!(listed.takes("any.py"));
}

#[test]
fn nikola_takes_all_plugins_but_those_that_are_switched_off() {
    let settings = "DISABLED_PLUGINS = ['old']\nEXTRA_PLUGINS_DIRS = ['more']\n";
    let found = extensions(Generator::Nikola, [settings].into_iter());
    assert!(found.folders.contains("more"));
    assert!(found.takes("any/any.py") && !found.takes("old/old.py") && found.beside.is_empty());
}
