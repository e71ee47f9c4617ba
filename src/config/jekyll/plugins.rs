//! A program in Ruby from the folder `_plugins` of a Jekyll site -> whether it may leave out posts, or change which of them are
//! published. Nothing is run: a line that takes something out of a list, where the program names posts, is enough.

/// What takes entries out of a list, or puts another list in its place.
const TAKES_OUT: [&str; 14] = [
    ".reject!", ".delete_if", ".select!", ".keep_if", ".filter!", ".delete(", ".delete_at", ".slice!",
    ".clear", ".replace(", ".shift", ".pop", "posts =", "docs =",
];

/// What lists the posts of a site, or the documents of its collections.
const LISTS: [&str; 4] = ["posts", "docs", "documents", "collections"];

/// The line that may; nothing where there is none.
pub(super) fn leaves_out(text: &str) -> Option<usize> {
    let numbered = || (1usize..).zip(text.lines().map(without_comment));
    let names_posts = numbered().any(|(_, line)| LISTS.iter().any(|list| line.contains(list)));
    let takes_out = |line: &str| {
        TAKES_OUT.iter().any(|word| {
            line.match_indices(word).any(|(at, _)| {
                let behind = line.get(at.saturating_add(word.len())..).unwrap_or_default();
                !(word.ends_with('=') && behind.starts_with(['=', '~', '>']))
            })
        })
    };
    // `pop` and `shift` take from any list, so that they count where the line names posts.
    let is_of_lists = |line: &str| LISTS.iter().any(|list| line.contains(list));
    let counts = |line: &str| {
        sets_publication(line)
            || takes_out(line) && (is_of_lists(line) || line.contains('!') || line.contains("_if"))
    };
    let mut lines =
        numbered().filter(|(_, line)| names_posts && counts(line) || line.contains("def publish"));
    let first = lines.next().map(|(number, _)| number);
    first.or_else(|| numbered().find(|(_, line)| sets_publication(line)).map(|(number, _)| number))
}

/// Whether the line gives `published` or `draft` another value.
fn sets_publication(line: &str) -> bool {
    ["published", "draft"].iter().any(|key| {
        line.match_indices(key).any(|(at, _)| {
            let behind = line.get(at.saturating_add(key.len())..).unwrap_or_default();
            let behind = behind.trim_start_matches(['"', '\'', ']', ' ']);
            let is_set = behind.strip_prefix("||=").or(behind.strip_prefix('='));
            is_set.is_some_and(|rest| !rest.starts_with(['=', '~', '>']))
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
        ] {
            assert_eq!(leaves_out(text), None, "{text}");
        }
    }
}
