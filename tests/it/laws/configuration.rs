//! The files that an operator writes: `feedmill.yaml`, the configuration of each generator, topics files.

use feedmill::internal::config::conventions::{self, Convention};
use feedmill::internal::config::{Config, SiteFiles, read_generator, read_jekyll, read_own};
use feedmill::internal::topic::{Folders, directory, read_declared};

/// Each is read or refused, with a message that is one line; and what a configuration says of where feeds go leads
/// nowhere else. The first byte chooses the file.
pub fn configuration(bytes: &[u8]) {
    let (choice, text) = super::choice_and_text(bytes);
    let jekyll = site(&conventions::JEKYLL, "_config.yml", "url: https://example.org\ntitle: Below\n");
    let read = match choice % 16 {
        0 => read_own("feedmill.yaml", &text, None, None),
        1 => read_jekyll("_config.yml", &text, None),
        2 => read_own("feedmill.yaml", &text, None, Some(&jekyll)),
        3 => return topics(bytes.get(1..).unwrap_or_default()),
        other => {
            let convention = conventions::ALL[usize::from(other - 4) % conventions::ALL.len()];
            let names = convention.recognised_by;
            let name = names[usize::from(choice / 16) % names.len()];
            read_generator(&site(convention, name, &text), None)
        }
    };
    match read {
        Ok(config) => stays_inside(&config),
        Err(error) => is_one_line(&error.to_string()),
    }
}

/// A site whose pages of sections say the same as its configuration.
fn site(convention: &'static Convention, name: &str, text: &str) -> SiteFiles {
    let page = format!("{}/a/_index.md", convention.articles);
    SiteFiles {
        convention,
        folder: String::new(),
        files: vec![(name.to_owned(), text.to_owned()), (page, text.to_owned())],
        folders: ["content/blog", "src/pages", "blog"].map(str::to_owned).to_vec(),
        programs: Vec::new(),
        unseen: None,
    }
}

fn topics(bytes: &[u8]) {
    let (declared, findings) = read_declared("topics.yaml", bytes);
    findings.iter().for_each(|finding| is_one_line(&finding.to_string()));
    let config = read_own("feedmill.yaml", "site: {url: 'https://example.org/'}", None, None);
    let names = declared.iter().map(|topic| (topic.name.as_str(), 1));
    let topics = config.expect("an address is enough").topics;
    let directory = directory(names, &declared, &topics, &Folders::default());
    for topic in declared.iter().filter_map(|topic| directory.topic(&topic.name)) {
        let is_one_name = !topic.slug.contains(['/', '\\', '\0']) && !topic.slug.starts_with('.');
        assert!(is_one_name && !topic.slug.is_empty(), "{:?}", topic.slug);
    }
}

fn stays_inside(config: &Config) {
    let paths = config.feeds.formats.iter().flat_map(|(format, file)| {
        [config.feeds.topic_path("slug", *format, file), file.clone(), config.output.state.clone()]
    });
    for path in paths.chain(config.feeds.extra.iter().map(|feed| feed.name.clone())) {
        let is_inside =
            !path.starts_with('/') && path.split('/').all(|part| !["", ".", ".."].contains(&part));
        assert!(is_inside, "{path:?}");
    }
}

fn is_one_line(message: &str) {
    assert!(!message.is_empty() && !message.contains(char::is_control), "{message:?}");
}
