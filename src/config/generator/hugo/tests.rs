use super::super::tests::{hugo, permalinks};

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
                ("content/news/", "/:language/:folders/:filename/"),
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
