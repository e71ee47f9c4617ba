//! What of foreign elements, ids and titles does not come out as it came in, because readers or programs would act on it.

use super::*;

/// An Atom feed with these elements in its entry, whose id is this one.
fn atom_with(id: &str, elements: &str) -> String {
    format!(
        "<feed xmlns='http://www.w3.org/2005/Atom' xmlns:thr='http://purl.org/syndication/thread/1.0' \
         xmlns:xi='http://www.w3.org/2001/XInclude' xmlns:xsl='http://www.w3.org/1999/XSL/Transform' \
         xmlns:ev='http://www.w3.org/2001/xml-events' xmlns:xlink='http://www.w3.org/1999/xlink' xmlns:x='urn:example:x'>\
         <title>A</title><id>{id}</id><updated>2020-01-01T00:00:00Z</updated><entry><id>{id}</id><title>B</title>\
         <updated>2020-01-01T00:00:00Z</updated>{elements}<source><id>{id}</id><title>C</title></source></entry></feed>"
    )
}

#[test]
fn nothing_that_makes_a_processor_act_rides_along() {
    for elements in [
        "<xi:include href='https://example.org/a'/>",
        "<x:a><x:b><xi:include href='/etc/hosts' parse='text'/></x:b></x:a>",
        "<xsl:stylesheet version='1.0'><xsl:template match='/'/></xsl:stylesheet>",
        "<ev:listener event='load' handler='#a'/>",
        "<x:a ev:event='load' ev:handler='#a'>b</x:a>",
        "<x:script>attack()</x:script>",
        "<x:a onclick='attack()'>b</x:a>",
        "<x:a xlink:actuate='onLoad' xlink:show='embed'>b</x:a>",
    ] {
        for format in [Format::Atom, Format::Rss] {
            for html in [HtmlMode::Clean, HtmlMode::Keep] {
                let input = atom_with("urn:example:a", elements);
                let (document, converted) = run_with(&[&input], format, |options| options.html = html);
                let acts = ["XInclude", "XSL", "xml-events", "x:script", "onclick", "actuate"];
                assert!(!acts.iter().any(|word| document.contains(word)), "{document}");
                let told = converted.losses.kinds.keys().any(|kind| kind.ends_with("that make programs act"));
                assert!(told, "{elements}: {:?}", converted.losses.kinds);
            }
        }
    }
}

#[test]
fn an_id_that_could_run_becomes_a_uuid_wherever_it_is_and_the_same_everywhere() {
    let uuid = "urn:uuid:";
    for id in
        ["javascript:attack()", "JAVAscript:attack()", "java&amp;#115;cript:attack()", "data:text/html,x"]
    {
        let input = atom_with(id, &format!("<thr:in-reply-to ref='{id}'/>"));
        let (atom, converted) = run(&[&input], Format::Atom);
        let of_entry = atom.split("<entry>").nth(1).unwrap();
        let ids: Vec<&str> = of_entry.split(uuid).skip(1).filter_map(|rest| rest.get(..36)).collect();
        assert!(ids.len() == 3 && ids.iter().all(|own| *own == ids[0]), "{atom}");
        assert_eq!(converted.losses.kinds.get("ids that could run in readers"), Some(&4));
        let (json, _) = run(&[&input], Format::JsonFeed);
        assert!(json.contains(ids[0]), "{json}");
        let (rss, _) = run(&[&input], Format::Rss);
        assert!(rss.contains(ids[0]), "{rss}");
        for document in [&atom, &json, &rss] {
            assert!(!document.to_lowercase().contains("attack") && !document.contains("data:"), "{document}");
        }
        assert_eq!(run(&[&atom], Format::Atom).0, atom);
    }
}

#[test]
fn a_title_hides_nothing_that_follows_and_turns_nothing_around() {
    let input = atom_with("urn:example:a", "<title>D &lt;!-- e\u{202e}f</title><category term='&lt;!--'/>");
    let input = input.replace("<title>B</title>", "");
    for format in Format::ALL {
        let (document, converted) = run(&[&input], format);
        assert!(!document.contains("<!--") && !document.contains("&lt;!--"), "{document}");
        assert!(!document.contains("&#x3C;!--") && !document.contains('\u{202e}'), "{document}");
        assert!(document.contains("!-- ef"), "{document}");
        assert!(converted.losses.kinds.contains_key("what hides or turns around the text behind it"));
    }
}
