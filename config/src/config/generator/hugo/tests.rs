use super::super::tests::{config_of, hugo, permalinks};
use crate::config::conventions::HUGO;

#[test]
fn hugo_s_permalinks_are_those_of_sections() {
    for (text, expected) in [
        ("", vec![("content/", "/:language/:folders/:basename/")]),
        ("uglyURLs: true", vec![("content/", "/:language/:folders/:basename.html")]),
        (
            "contentDir: pages\npermalinks: {posts: /:year/:slug/}",
            vec![
                ("pages/", "/:language/:folders/:basename/"),
                ("pages/posts/", "/:language/:year/:slugorheading/"),
            ],
        ),
        (
            "permalinks: {page: {news: '/:sections/:contentbasename'}, section: {news: /x/}}",
            vec![
                ("content/", "/:language/:folders/:basename/"),
                ("content/news/", "/:language/news/:filename/"),
            ],
        ),
        (
            "permalinks:\n- {pattern: /a/:title, target: {kind: page, path: '{/a/**}'}}\n- {pattern: /b, target: {kind: term}}",
            vec![("content/", "/:language/:folders/:basename/"), ("content/a/", "/:language/a/:heading/")],
        ),
        (
            "permalinks:\n- {pattern: /a/:title, target: {path: '{/a,/a/**,/b/**}'}}\n- {pattern: /c, target: {path: /a/**}}",
            vec![
                ("content/", "/:language/:folders/:basename/"),
                ("content/a/", "/:language/a/:heading/"),
                ("content/b/", "/:language/a/:heading/"),
            ],
        ),
        (
            "permalinks:\n- {pattern: /a/:title, target: {path: /a/**, sites: {matrix: {languages: [de]}}}}",
            vec![("content/", "/:language/:folders/:basename/"), ("content/", "/:language/{{ unknown }}/")],
        ),
        (
            "languages: {en: {permalinks: {posts: '/:title/'}}, de: {}}",
            vec![
                ("content/", "/:language/:folders/:basename/ | /:language/:folders/:basename/"),
                ("content/posts/", "/:language/:heading/ | /:language/:folders/:basename/"),
            ],
        ),
        (
            "languages: {en: {}, de: {permalinks: {posts: '/:title/'}}, fr: {}}",
            vec![("content/", "/:language/:folders/:basename/ | /:language/{{ unknown }}/")],
        ),
        (
            "permalinks: {posts: '/:year/:slug'}\nmodule: {mounts: [{source: notes, target: content/posts}, {source: content/b, target: content/b}]}",
            vec![
                ("notes/", "/:language/posts/:folders/:basename/"),
                ("notes/", "/:language/:year/:slugorheading/"),
                ("content/", "/:language/:folders/:basename/"),
                ("content/posts/", "/:language/:year/:slugorheading/"),
            ],
        ),
        (
            "permalinks: {posts: '/:sectionslug/:slug', news: '/:year_:slug', notes: '/:2006/:Jan/:filename'}",
            vec![
                ("content/", "/:language/:folders/:basename/"),
                ("content/posts/", "/:language/{{ unknown }}/"),
                ("content/news/", "/:language/{{ unknown }}/"),
                ("content/notes/", "/:language/:year/:short_month/:filename/"),
            ],
        ),
        (
            "uglyURLs: {docs: true}",
            vec![
                ("content/", "/:language/:folders/:basename/"),
                ("content/docs/", "/:language/:folders/:basename.html"),
            ],
        ),
    ] {
        assert_eq!(permalinks(&hugo(text)), expected, "{text}");
    }
}

#[test]
fn the_sections_of_hugo_s_permalinks_are_folders_that_have_a_page() {
    let page = |head: &'static str| move |path: &'static str| (path, head);
    let plain = page("---\ntitle: a/b\n---\n");
    let files = [
        (
            "hugo.yaml",
            "baseURL: https://example.org\npermalinks: {n: '/:sections[1:]/:slug', 'o/p': '/:sectionslugs/:title', q: /:title}\n",
        ),
        plain("content/n/a/_index.md"),
        plain("content/n/a/b c/d/_index.md"),
        page("")("content/n/e/_index.md"),
        plain("content/o/_index.md"),
        page("---\nslug: P q\n---\n")("content/o/p/r/_index.md"),
        plain("content/q/s/t/_index.md"),
    ];
    let found = config_of(&HUGO, &files).unwrap();
    let found = permalinks(&found);
    assert_eq!(
        found,
        [
            ("content/", "/:language/:folders/:basename/"),
            ("content/n/", "/:language/:slugorheading/"),
            ("content/o/p/", "/:language/a-b/:heading/"),
            ("content/q/", "/:language/:heading/"),
            ("content/n/a/", "/:language/a/:slugorheading/"),
            ("content/n/a/b c/d/", "/:language/a/b-c/d/:slugorheading/"),
            ("content/n/e/", "/:language/e/:slugorheading/"),
            ("content/o/p/r/", "/:language/a-b/P q/:heading/"),
        ]
    );
}
