//! The forms in every field of a record, and what `build` publishes of them.

use super::forms;
use super::judge::{Exposed, MayStay};
use crate::project::{Project, SITE, Tree};

/// A text as YAML in which no character means anything but itself.
fn quoted(text: &str) -> String {
    let mut quoted = String::from("\"");
    for character in text.chars() {
        match character {
            '"' | '\\' => quoted.extend(['\\', character]),
            ' '..='~' => quoted.push(character),
            _ => quoted.push_str(&format!("\\U{:08x}", u32::from(character))),
        }
    }
    quoted + "\""
}

const HEAD: &str = "---\ndate: 2020-01-01\n";

/// The form in the texts of a record, and as its Markdown.
fn in_texts(number: usize, form: &str) -> String {
    let f = quoted(form);
    let link = format!("https://example.org/t/{number}");
    format!(
        "{HEAD}link: {link}\ntitle: {f}\nexcerpt: {f}\nfeaturedContent: {f}\ntopics: [{f}]\ncategory: {f}\ntype: {f}\n\
         provider: {{name: {f}, domain: example.net}}\nauthors: [{{name: {f}, url: {link}, email: {f}}}]\nlang: {f}\n\
         image: {{url: /a.png, alt: {f}, caption: {f}, width: {f}, height: {f}}}\n\
         enclosure: {{url: /a.mp3, type: {f}, title: {f}, length: {f}}}\n\
         related: [{{title: {f}, link: /r}}]\n---\n{form}\n"
    )
}

/// The form in the addresses of a record, and as its HTML.
fn in_addresses(number: usize, form: &str) -> String {
    let f = quoted(form);
    // What is left of two forms may be one id.
    let id = quoted(&format!("{form}{number}"));
    // Half of them have no other link, so that there is nothing to fall back to.
    let link = if number.is_multiple_of(2) { "" } else { "link: /fine\n" };
    format!(
        "{HEAD}title: Title {number}\nmarkup: html\nid: {id}\nwebUrl: {f}\noriginalUrl: {f}\ncanonical_url: {f}\n{link}\
         permalink: {f}\nprovider: {{name: Provider, domain: {f}, images: [{{url: {f}}}], authors: [{f}]}}\n\
         authors: [{{name: Name, url: {f}, avatar: {f}}}]\nimages: [{f}, {{url: {f}}}, {{path: {f}}}]\naudio: {f}\n\
         video: {{url: {f}, type: video/mp4}}\nrelated: [{{title: Related, link: {f}}}]\n---\n{form}\n"
    )
}

/// The form in a record that stands for an entry word for word.
fn verbatim(number: usize, form: &str) -> String {
    let f = quoted(form);
    format!(
        "{HEAD}id: tag:example.org,2000:{number}\ntitle: {f}\nexcerpt: {f}\nlink: {f}\nauthor: {{name: {f}, url: {f}}}\ntopics: [{f}]\n\
         image: {f}\nenclosure: {{url: {f}, type: audio/mpeg, title: {f}}}\nverbatim:\n  title: {f}\n  summary: {f}\n  \
         rights: {f}\n  banner: {f}\n  contributors: [{{name: {f}, url: {f}, email: {f}}}]\n  \
         links: [{{rel: related, href: {f}, title: {f}}}, {{rel: {f}, href: /x}}]\n---\n{form}\n"
    )
}

/// Nothing but the name of the file and a summary.
fn bare(form: &str) -> String {
    format!("{HEAD}excerpt: {}\n---\n", quoted(form))
}

/// The name of a file that says the form, as far as names can.
fn file_name(number: usize, form: &str) -> String {
    let name: String = form.chars().filter(|character| !matches!(character, '/' | '\0')).take(40).collect();
    format!("{number}-{name}.md")
}

/// Builds the project and fails where anything of what is published could run; says how much was looked at.
fn assert_inert(project: &Project, may_stay: MayStay) -> (Tree, usize) {
    let run = project.run(&["build", "-q"]);
    assert_eq!((run.code, run.stderr.as_str()), (0, ""));
    let published = project.public();
    let mut exposed = Exposed::default();
    for (path, bytes) in &published {
        exposed.read(path, std::str::from_utf8(bytes).unwrap());
    }
    exposed.assert_inert(may_stay);
    exposed.assert_names_inert();
    (published, exposed.html.len())
}

fn project(records: impl Iterator<Item = (String, String)>) -> Project {
    let project = Project::new(&[("feedmill.yaml", &format!("{SITE}feeds:\n  limit: 10000\n"))]);
    for (path, text) in records {
        project.write(path, text);
    }
    project
}

#[test]
fn no_form_in_a_text_of_a_record_runs_in_any_reader() {
    let records =
        forms::all().enumerate().map(|(number, form)| (format!("{number}.md"), in_texts(number, form)));
    let (published, texts) = assert_inert(&project(records), MayStay::Nothing);
    assert!(published.len() > 300 && texts > 400, "{} {texts}", published.len());
}

#[test]
fn no_form_in_an_address_of_a_record_runs_in_any_reader() {
    // What has template code in its address is held back.
    let is_code = |form: &str| form.contains("{{") || form.contains("{%");
    let forms = forms::all().enumerate().filter(|(_, form)| !is_code(form));
    let records = forms.map(|(number, form)| (format!("{number}.md"), in_addresses(number, form)));
    assert_inert(&project(records), MayStay::Nothing);
}

#[test]
fn no_form_in_a_verbatim_record_or_the_name_of_a_file_runs_in_any_reader() {
    let forms = forms::all().enumerate();
    let records = forms.flat_map(|(number, form)| {
        [(format!("{number}.md"), verbatim(number, form)), (file_name(number, form), bare(form))]
    });
    assert_inert(&project(records), MayStay::Looks);
}

#[test]
fn no_form_with_templates_in_it_runs_in_any_reader() {
    let project = Project::new(&[
        ("_config.yml", "title: The Example Gazette\nurl: https://example.org\n"),
        ("feedmill.yaml", "feeds:\n  limit: 10000\n"),
    ]);
    for (number, form) in forms::all().enumerate() {
        let head = format!("---\ntitle: {}\n", quoted(form));
        project.write(format!("_posts/2020-01-01-{number}.md"), format!("{head}---\n{form}\n"));
        project.write(format!("_posts/2020-01-02-{number}.html"), format!("{head}---\n{form}\n"));
    }
    assert_inert(&project, MayStay::Nothing);
}
