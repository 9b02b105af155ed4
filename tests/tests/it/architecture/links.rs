//! What the pages for people name is there.

use std::fs;

use super::root;

/// The pages that lead a reader through the sources.
const PAGES: [&str; 4] = ["README.md", "CONTRIBUTING.md", "docs/deviations.md", "schema/README.md"];

/// The files that a page in Markdown links to, without links into the web and to headings of its own.
fn links(text: &str) -> Vec<&str> {
    let targets = text.split("](").skip(1).filter_map(|rest| rest.split([')', '#']).next());
    targets.filter(|target| !target.is_empty() && !target.starts_with("http")).collect()
}

#[test]
fn every_link_of_a_page_leads_to_a_file() {
    let mut broken = Vec::new();
    for page in PAGES {
        let path = root().join(page);
        let text = fs::read_to_string(&path).unwrap();
        let is_broken = |link: &&str| !path.parent().unwrap().join(link).exists();
        broken.extend(links(&text).into_iter().filter(is_broken).map(|link| format!("{page}: {link}")));
    }
    assert!(broken.is_empty(), "{broken:#?}");
}

#[test]
fn a_link_is_told_from_other_brackets() {
    let text = "[a](x.rs), [b](y/z.md#part), [c](#part), [d](https://e.example), f(g)";
    assert_eq!(links(text), ["x.rs", "y/z.md"]);
}
