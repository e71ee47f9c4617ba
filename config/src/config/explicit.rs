//! A configuration -> the text of a `feedmill.yaml` that says the same. What cannot be said in it, or would mean something else
//! there, is a comment in it, so that a person sees what holds.

use super::{Config, Future, Paths, Permalink, Undated};

/// A key and what stands for its value.
struct Line {
    section: &'static str,
    key: &'static str,
    value: String,
    note: &'static str,
}

/// The text; `means_the_same` says of a text whether it is read as the configuration, and `recognised_by` is the file that a
/// generator is known by.
pub fn explicit(config: &Config, recognised_by: &str, means_the_same: &dyn Fn(&str) -> bool) -> String {
    let lines = lines(config);
    let needed = |line: &Line| line.section == "site" && matches!(line.key, "generator" | "url");
    let paths = |line: &Line| line.key == "paths" && matches!(config.input.paths, Paths::Listed(_));
    let mut active: Vec<bool> = lines.iter().map(|line| needed(line) || paths(line)).collect();
    let is_needed = active.clone();
    // A list of languages would keep one that the site adds from having feeds.
    let may_hold = |(_, line): &(usize, &Line)| line.key != "languages";
    for (at, _) in lines.iter().enumerate().filter(may_hold) {
        if let Some(is_active) = active.get_mut(at).filter(|is_active| !**is_active) {
            *is_active = true;
        }
        if !means_the_same(&text(&lines, &active, recognised_by))
            && let Some(is_active) = active.get_mut(at)
        {
            *is_active = is_needed.get(at).copied().unwrap_or_default();
        }
    }
    text(&lines, &active, recognised_by)
}

/// The text with these lines in force and the others as comments.
fn text(lines: &[Line], active: &[bool], recognised_by: &str) -> String {
    let mut text =
        "# What `feedmill init` found out about this site. What is no comment holds from now on, whatever\n\
                    # the site says elsewhere; what is one is as the site says, or as by default.\n"
            .to_owned();
    for section in ["site", "input"] {
        let of_section =
            || lines.iter().zip(active.iter().copied()).filter(|(line, _)| line.section == section);
        let mark = if of_section().any(|(_, is_active)| is_active) { "" } else { "# " };
        text.push_str(&format!("{mark}{section}:\n"));
        for (line, is_active) in of_section() {
            let mark = if is_active { "" } else { "# " };
            let note = match line.key {
                "generator" if recognised_by.is_empty() => "no generator was recognised".to_owned(),
                "generator" => format!("recognised by {}", recognised_by.replace(['\n', '\r'], " ")),
                _ => line.note.to_owned(),
            };
            let key = format!(
                "  {mark}{}:{}{}",
                line.key,
                if line.value.starts_with('\n') { "" } else { " " },
                line.value.replace('\n', &format!("\n  {mark}"))
            );
            let note = if note.is_empty() { note } else { format!("  # {note}") };
            text.push_str(&format!("{key}{note}\n"));
        }
    }
    text.push_str("# feeds:\n#   limit: 50  # entries of a feed\n# output:\n#   directory: public  # where the feeds go\n");
    text
}

fn lines(config: &Config) -> Vec<Line> {
    let site = &config.site;
    let line = |section, key, value, note| Line { section, key, value, note };
    let text = |key, value: Option<&str>, note| value.map(|value| line("site", key, quoted(value), note));
    let generator =
        config.input.convention.map_or("none".to_owned(), |row| quoted(&row.generator.to_lowercase()));
    let mut lines = vec![
        line("site", "generator", generator, ""),
        line("site", "title", quoted(&site.title), ""),
        line("site", "url", quoted(site.url.as_str()), ""),
    ];
    let description = Some(site.description.as_str()).filter(|description| *description != site.title);
    lines.extend(text("home", site.home.as_deref(), "the page that the feed of all articles is about"));
    lines.extend(text("description", description, ""));
    lines.push(match &site.language {
        Some(language) => line("site", "language", quoted(language), ""),
        None => line("site", "language", "en".to_owned(), "the site names none"),
    });
    let author = match &site.author.uri {
        Some(url) => format!("{{name: {}, url: {}}}", quoted(&site.author.name), quoted(url)),
        None => quoted(&site.author.name),
    };
    lines.push(line("site", "author", author, ""));
    lines.extend(text("icon", site.icon.as_deref(), ""));
    lines.extend(text("logo", site.logo.as_deref(), ""));
    lines.extend(text("rights", site.rights.as_deref(), ""));
    lines.push(line("site", "timezone", quoted(site.timezone.name()), "of dates that name none"));
    lines.push(line("input", "paths", paths(&config.input.paths), "where records are"));
    lines.push(line("input", "permalink", permalinks(&config.input.permalinks), ""));
    if config.feeds.languages.len() > 1 {
        let names: Vec<String> = config.feeds.languages.iter().map(|own| quoted(&own.name)).collect();
        let note = "which have feeds, the first at the top";
        lines.push(line("input", "languages", format!("[{}]", names.join(", ")), note));
    }
    let undated = if config.input.undated == Undated::Ignore { "ignore" } else { "skip" };
    lines.push(line(
        "input",
        "undated",
        undated.to_owned(),
        "records without a date: ignore, or skip with an error",
    ));
    let future = if config.input.future == Future::Publish { "publish" } else { "hold" };
    lines.push(line("input", "future", future.to_owned(), "articles of the future: hold, or publish"));
    lines
}

fn paths(paths: &Paths) -> String {
    let list = |paths: &mut dyn Iterator<Item = String>| {
        format!("[{}]", paths.map(|path| quoted(&path)).collect::<Vec<_>>().join(", "))
    };
    match paths {
        Paths::Everywhere => "[.]".to_owned(),
        Paths::Listed(paths) | Paths::Folders { folders: paths, .. } => list(&mut paths.iter().cloned()),
        Paths::Jekyll { collections, .. } => list(
            &mut ["_posts".to_owned()].into_iter().chain(collections.iter().map(|name| format!("_{name}"))),
        ),
    }
}

fn permalinks(permalinks: &[Permalink]) -> String {
    match permalinks {
        [] => quoted("/:year/:month/:title/"),
        [Permalink { prefix, pattern }] if prefix.is_empty() => quoted(pattern),
        rules => rules
            .iter()
            .map(|rule| {
                format!("\n  {}: {}", quoted(rule.prefix.trim_end_matches('/')), quoted(&rule.pattern))
            })
            .collect(),
    }
}

/// The text between double quotes, as JSON and YAML have it.
fn quoted(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}

#[cfg(test)]
mod tests {
    use super::super::conventions::ZOLA;
    use super::super::{SiteFiles, read_generator, read_own};
    use super::*;

    #[test]
    fn what_means_something_else_there_is_a_comment() {
        let own = "base_url = 'https://example.org/b'\ntitle = 'A \"b\": c'\nauthor = 'N'\n[languages.de]\n";
        let files = vec![("config.toml".to_owned(), own.to_owned())];
        let site = SiteFiles {
            convention: &ZOLA,
            folder: String::new(),
            files,
            folders: Vec::new(),
            programs: Vec::new(),
            unseen: None,
        };
        let config = read_generator(&site, None).unwrap();
        let means_the_same =
            |text: &str| read_own("feedmill.yaml", text, None, Some(&site)).is_ok_and(|own| own == config);
        let text = explicit(&config, "config.toml", &means_the_same);
        assert!(means_the_same(&text), "{text}");
        for line in [
            "\nsite:\n  generator: \"zola\"  # recognised by config.toml\n  title: \"A \\\"b\\\": c\"\n",
            "\n  url: \"https://example.org/b/\"\n",
            "\n  timezone: \"UTC\"  # ",
            "\ninput:\n  # paths: [\"content\"]",
            "\n  permalink:\n    \"content\": \"/",
            "\n  # languages: [\"en\", \"de\"]  # ",
            "\n  undated: ignore  # ",
            "\n  future: hold  # ",
        ] {
            assert!(text.contains(line), "{line} in {text}");
        }
        let without = |text: &str| !text.contains("\n  title:") && !text.contains("\ninput:");
        let text = explicit(&config, "a.toml", &without);
        assert!(text.contains("\n  # title:") && text.contains("\n# input:\n  # paths"), "{text}");
        assert!(text.contains("\n  # permalink:\n  #   \"content\""), "{text}");
    }
}
