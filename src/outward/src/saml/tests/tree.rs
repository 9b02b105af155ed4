//! Texts that are one tree for every reader, and those that are not.

use super::super::tree::{Element, MAX_ATTRIBUTES, MAX_DEPTH, NoTree, Reading};

fn message(text: &str) -> Result<Element, NoTree> {
    Element::parse(text, Reading::Message)
}

#[test]
fn an_element_has_its_names_attributes_text_and_place() {
    let text =
        r#"<?xml version="1.0"?> <a:x xmlns:a="urn:a" b="1&amp;2" a:c="3">t&lt;<y xmlns="urn:y"/>u</a:x>"#;
    let root = message(text).unwrap();
    assert!(root.is("urn:a", "x") && root.children[0].is("urn:y", "y"));
    assert_eq!((root.attribute("b"), root.attribute("c")), (Some("1&2"), None));
    assert_eq!(root.text, "t<u");
    assert_eq!(&text[root.children[0].place.clone()], r#"<y xmlns="urn:y"/>"#);
    assert!(text[root.place.clone()].starts_with("<a:x") && root.place.end == text.len());
}

#[test]
fn what_two_readers_could_read_differently_is_refused() {
    for text in [
        "",
        "text",
        "<a>",
        "<a/><b/>",
        "<a/>text",
        "<a></b>",
        "<!DOCTYPE a><a/>",
        "<!DOCTYPE a [<!ENTITY e 'x'>]><a>&e;</a>",
        "<a>&e;</a>",
        "<a b='&e;'/>",
        "<?p x?><a/>",
        "<a><?p x?></a>",
        "<a/><?p x?>",
        "<a>x<!-- c -->y</a>",
        "<a><![CDATA[x]]></a>",
        "<a b='1' b='2'/>",
        "<p:a/>",
        "<a p:b='1'/>",
        "<a xmlns='relative'/>",
        "<a xmlns:p='relative/path'/>",
        "<a xmlns:p=''/>",
        "<a xmlns:p='urn:p' xmlns:p='urn:q'/>",
        "<a xmlns:xml='urn:p'/>",
        "<a xmlns:p='urn:n' xmlns:q='urn:n' p:b='1' q:b='2'/>",
        "<a ID='1'><b ID='1'/></a>",
        "<a ID='1'><b Id='1'/></a>",
        "<a xml:id='1'/>",
        "<a xmlns:p='urn:n' p:ID='1'/>",
    ] {
        assert_eq!(message(text).unwrap_err(), NoTree::Malformed, "{text}");
    }
}

#[test]
fn what_is_deep_or_wide_is_not_read() {
    let deep = |levels: usize| format!("{}{}", "<a>".repeat(levels), "</a>".repeat(levels));
    assert!(message(&deep(MAX_DEPTH)).is_ok());
    assert_eq!(message(&deep(MAX_DEPTH + 1)).unwrap_err(), NoTree::TooLarge);
    let wide = |count: usize| {
        let attributes: Vec<_> = (0..count).map(|number| format!("a{number}='1'")).collect();
        format!("<a {}/>", attributes.join(" "))
    };
    assert!(message(&wide(MAX_ATTRIBUTES)).is_ok());
    assert_eq!(message(&wide(MAX_ATTRIBUTES + 1)).unwrap_err(), NoTree::TooLarge);
}

#[test]
fn metadata_may_have_comments_and_character_data() {
    let text = "<!-- a --><a>x<!-- b -->y<![CDATA[<z>]]></a>";
    assert_eq!(Element::parse(text, Reading::Metadata).unwrap().text, "xy<z>");
    assert!(Element::parse("<!DOCTYPE a><a/>", Reading::Metadata).is_err());
}

#[test]
fn only_is_the_one_of_its_name() {
    let root = message("<a xmlns='urn:a'><b/><c/><c/></a>").unwrap();
    assert!(root.only("urn:a", "b").is_some());
    assert!(root.only("urn:a", "c").is_none() && root.only("urn:b", "b").is_none());
}
