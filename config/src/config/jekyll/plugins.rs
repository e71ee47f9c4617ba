//! A program in Ruby from the folder `_plugins` of a Jekyll site -> whether it may leave out posts, or change which of them are
//! published. Nothing is run: a line that takes something out of the lists of posts or documents, or puts others in their place, is
//! enough. What is done to other lists and to copies is the program's own.

use std::collections::BTreeSet;

/// What takes entries out of a list, or puts others in their place.
const TAKES_OUT: [&str; 12] = [
    ".reject!", ".delete_if", ".select!", ".keep_if", ".filter!", ".delete(", ".delete_at", ".slice!",
    ".clear", ".replace(", ".shift", ".pop",
];

/// What lists the posts of a site, or the documents of its collections.
const LISTS: [&str; 3] = ["posts", "docs", "documents"];

/// How a program says of its own what is published.
const DECIDES: [&str; 4] =
    ["def publish?", "def published?", "def can_be_published?", "def hidden_in_the_future?"];

/// The line that may; nothing where there is none.
pub(super) fn leaves_out(text: &str) -> Option<usize> {
    let lines: Vec<&str> = text.lines().map(|line| without_comment(line).trim()).collect();
    let (mut same, mut others) = (BTreeSet::new(), BTreeSet::new());
    for (name, value) in lines.iter().filter_map(|line| assignment(line)) {
        // A name for the list itself, as no copy of it has.
        let is_list = LISTS.iter().any(|list| value.ends_with(&format!(".{list}")));
        let names = if is_list { &mut same } else { &mut others };
        names.insert(name);
    }
    let is_of_list = |list: &str| {
        let own = list.rsplit_once('.').map_or(list, |(_, own)| own);
        let is_chain = LISTS.iter().any(|name| list.contains(&format!(".{name}")));
        is_chain || same.contains(list) || (own == list && LISTS.contains(&list) && !others.contains(list))
    };
    let takes_out = |number: usize, line: &str| {
        TAKES_OUT.iter().flat_map(|word| line.match_indices(word)).any(|(at, _)| {
            let before = line.get(..at).unwrap_or_default();
            // A call at the beginning of a line goes on with what is above it.
            let above = || number.checked_sub(1).and_then(|above| lines.get(above)).copied();
            let before = if before.is_empty() { above().unwrap_or_default() } else { before };
            is_of_list(last_word(before))
        })
    };
    let counts = |(number, line): &(usize, &&str)| {
        sets_list(line)
            || sets_publication(line)
            || takes_out(*number, line)
            || DECIDES.iter().any(|word| line.contains(word))
    };
    lines.iter().enumerate().find(counts).map(|(number, _)| number.saturating_add(1))
}

/// The name and the value of an assignment.
fn assignment(line: &str) -> Option<(&str, &str)> {
    let (name, value) = line.split_once('=')?;
    let name = name.trim_end_matches(['|', ' ']);
    let is_name = |character: char| character.is_ascii_alphanumeric() || character == '_' || character == '@';
    let is_whole = !name.is_empty() && name.chars().all(is_name) && !value.starts_with(['=', '~', '>']);
    is_whole.then(|| (name, value.trim()))
}

/// What a call behind the text is about, with all that leads to it.
fn last_word(text: &str) -> &str {
    let text = text.trim_end();
    let start = text.rfind([' ', '(', '{', ';', ',', '|', '=']);
    start.and_then(|start| text.get(start.saturating_add(1)..)).unwrap_or(text)
}

/// Whether a value is assigned to the text that ends behind a place.
fn is_assigned(behind: &str) -> bool {
    let behind = behind.trim_start();
    let value = behind.strip_prefix("||=").or(behind.strip_prefix('='));
    value.is_some_and(|value| !value.starts_with(['=', '~', '>']))
}

/// Whether the line puts another list in the place of the posts or documents.
fn sets_list(line: &str) -> bool {
    LISTS.iter().any(|list| {
        let member = format!(".{list}");
        line.match_indices(&member)
            .any(|(at, _)| is_assigned(line.get(at.saturating_add(member.len())..).unwrap_or_default()))
    })
}

/// Whether the line gives the key `published` or `draft` of something another value.
fn sets_publication(line: &str) -> bool {
    ["published", "draft"].iter().any(|key| {
        line.match_indices(key).any(|(at, _)| {
            let before = line.get(..at).unwrap_or_default();
            let behind = line.get(at.saturating_add(key.len())..).unwrap_or_default();
            let member = behind.trim_start_matches(['"', '\'']).strip_prefix(']');
            before.ends_with(['"', '\'', ':']) && member.is_some_and(is_assigned)
        })
    })
}

/// A line without the comment at its end, as far as no quote stands before it.
fn without_comment(line: &str) -> &str {
    match line.split_once('#') {
        Some((code, _)) if !code.contains(['"', '\'']) => code,
        _ => line,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_program_that_may_leave_out_posts_is_known_by_the_line() {
        for text in [
            "Jekyll::Hooks.register :site, :post_read do |site|\n  site.posts.docs.reject! { |post| post.data['secret'] }\nend\n",
            "site.collections['posts'].docs = some(site)\n",
            "site.posts.docs\n    .reject! { |post| post.data['secret'] }\n",
            "list = site.posts.docs\nlist.delete_if { |post| post.data['secret'] }\n",
            "def generate(posts)\n  posts.select! { |post| post.data['free'] }\nend\n",
            "module A\n  def generate(site)\n    site.posts.docs.delete_if do |post|\n    end\n  end\nend\n",
            "Jekyll::Hooks.register :posts, :post_init do |post|\n  post.data['published'] = false if post.data['later']\nend\n",
            "class Jekyll::Publisher\n  def publish?(thing)\n    false\n  end\nend\n",
        ] {
            assert!(leaves_out(text).is_some(), "{text}");
        }
        for text in [
            "",
            "# site.posts.docs.reject! { |post| true }\n",
            "site.posts.docs.each { |post| post.data['words'] = post.content.split.size }\n",
            "tags = site.posts.docs.flat_map { |post| post.data['tags'] }\nsite.data['posts_by_year'] = years\n",
            "if post.data['published'] == true\n  puts post\nend\n",
            "module Tag\n  def render(context)\n    parts.shift\n  end\nend\n",
            "posts = Hash.new { |posts, year| posts[year] = [] }\nposts.delete_if { |year, list| list.empty? }\n",
            "posts = site.posts.docs.select { |post| post.data['tags'].include? tag }\nlatest = posts.shift\n",
            "posts = site.categories[category]\ntags.reject! { |tag| tag.empty? }\n",
            "published = post.data['published']\n",
            "site.posts.docs.each { |post| post.data['tags'].delete('x'); post.data.delete('y') }\n",
            "def publish_date(post)\n  post.date\nend\n",
        ] {
            assert_eq!(leaves_out(text), None, "{text}");
        }
    }
}
