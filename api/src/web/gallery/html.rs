//! A small reader of our own pages: what a browser would have to guess about is a fault.

use std::collections::BTreeSet;

const VOID: [&str; 6] = ["meta", "link", "img", "input", "br", "hr"];

/// A start tag.
pub struct Tag {
    pub name: String,
    pub attributes: Vec<(String, String)>,
}

impl Tag {
    pub fn get(&self, name: &str) -> Option<&str> {
        self.attributes.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }
}

/// All start tags of a page whose tags are closed in the order in which they were opened.
pub fn tags(page: &str) -> Vec<Tag> {
    let mut open: Vec<String> = Vec::new();
    let mut tags = Vec::new();
    for piece in page.split('<').skip(1) {
        let (inside, _) = piece.split_once('>').unwrap_or_else(|| panic!("never closed: <{piece}"));
        if let Some(name) = inside.strip_prefix('/') {
            assert_eq!(open.pop().as_deref(), Some(name), "closed in the wrong order");
        } else if !inside.starts_with('!') {
            let tag = tag(inside);
            if !VOID.contains(&tag.name.as_str()) {
                open.push(tag.name.clone());
            }
            tags.push(tag);
        }
    }
    assert!(open.is_empty(), "never closed: {open:?}");
    tags
}

fn tag(inside: &str) -> Tag {
    let (name, mut rest) = inside.split_once(' ').unwrap_or((inside, ""));
    let mut attributes = Vec::new();
    while !rest.is_empty() {
        let end = rest.find([' ', '=']).unwrap_or(rest.len());
        let (attribute, after) = rest.split_at(end);
        let (value, after) = match after.strip_prefix("=\"") {
            Some(quoted) => quoted.split_once('"').expect("a quoted value"),
            None => ("", after),
        };
        assert!(!attribute.is_empty(), "gap in <{inside}>");
        attributes.push((attribute.to_owned(), value.replace("&#x2f;", "/")));
        assert!(after.is_empty() || after.starts_with(' '), "<{inside}>");
        rest = after.strip_prefix(' ').unwrap_or(after);
    }
    Tag { name: name.to_owned(), attributes }
}

/// What holds for every page.
pub fn check(page: &str, language: &str) {
    let tags = tags(page);
    let ids: Vec<&str> = tags.iter().filter_map(|tag| tag.get("id")).collect();
    let distinct: BTreeSet<&str> = ids.iter().copied().collect();
    assert_eq!(ids.len(), distinct.len(), "an id stands twice: {ids:?}");
    assert_eq!(tags[0].get("lang"), Some(language));
    assert_eq!(tags.iter().filter(|tag| tag.name == "h1").count(), 1, "one heading a page");
    for tag in &tags {
        check_tag(tag, &distinct);
    }
    let posts = tags.iter().filter(|tag| tag.name == "form" && tag.get("method") == Some("post")).count();
    assert_eq!(
        tags.iter().filter(|tag| tag.get("name") == Some("_csrf")).count(),
        posts,
        "a token in each form"
    );
}

fn check_tag(tag: &Tag, ids: &BTreeSet<&str>) {
    for (name, value) in &tag.attributes {
        assert!(name != "style" && !name.starts_with("on"), "inline {name}");
        let refers = match name.as_str() {
            "for" | "aria-describedby" => value.as_str(),
            "href" => value.strip_prefix('#').unwrap_or_default(),
            _ => "",
        };
        for id in refers.split_whitespace() {
            assert!(ids.contains(id), "{name} refers to {id}, which isn't there");
        }
        if matches!(name.as_str(), "src" | "href" | "action") {
            let ours = value.starts_with(['/', '?', '#']) && !value.starts_with("//");
            assert!(ours || value == "tel:12309", "{value} is elsewhere");
        }
    }
    assert!(tag.name != "script" || tag.get("src").is_some(), "inline script");
    assert!(tag.name != "style", "inline style");
    assert!(tag.name != "img" || tag.get("alt").is_some(), "a picture without words");
}
