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
fn what_is_not_well_formed_is_refused_where_the_library_lets_it_through() {
    for text in [
        "<a b='1'c='2'/>",
        "<a b='<'/>",
        "<a>]]></a>",
        "<a>\u{1}</a>",
        "<a>\u{fffe}</a>",
        "<a>&#1;</a>",
        "<a>&#xFFFE;</a>",
        "<a b='\u{1}'/>",
        "<a b='&#1;'/>",
        "<a$/>",
        "<1/>",
        "<:a/>",
        "<a:/>",
        "<a:b:c xmlns:a='urn:a'/>",
        "<xmlns:a/>",
        "<a 1='1'/>",
        "<a b$='1'/>",
        "<a\u{a0}b='1'/>",
        "<a\u{b}b='1'/>",
        "<a xmlns:='urn:a'/>",
        "<a xmlns:p:q='urn:a'/>",
        "<a xmlns='http://www.w3.org/XML/1998/namespace'/>",
        "<a xmlns='http://www.w3.org/2000/xmlns/'/>",
        "\u{a0}<a/>",
        "<a/>\u{2003}",
        "&#32;<a/>",
        "<a/>&#32;",
        "<?xml?><a/>",
        "<?xml garbage?><a/>",
        "<?xml version='1.0'encoding='UTF-8'?><a/>",
        "<?xml encoding='UTF-8' version='1.0'?><a/>",
        "<?xml version='1.0' standalone='maybe'?><a/>",
    ] {
        assert_eq!(message(text).unwrap_err(), NoTree::Malformed, "{text}");
        assert!(Element::parse(text, Reading::Metadata).is_err(), "{text}");
    }
    for text in [
        "<!-- a -- b --><a/>",
        "<!-- a ---><a/>",
        "<!-- \u{1} --><a/>",
        "<a/><![CDATA[ ]]>",
        "<a><![CDATA[\u{1}]]></a>",
    ] {
        assert!(Element::parse(text, Reading::Metadata).is_err(), "{text}");
    }
}

#[test]
fn what_is_well_formed_and_still_read_in_two_ways_is_refused() {
    for text in [
        // Written in two ways, these are one name for XML and two for readers that compare what is written.
        "<a xmlns:p='urn:&#97;'/>",
        "<a xmlns:p='urn:a&amp;b'/>",
        "<a xmlns='urn:a\nb'/>",
        "<a xmlns:p=' urn:p'/>",
        // For some readers a declaration of the default.
        "<a xmlns:p='urn:p' p:xmlns='urn:q'/>",
        // The editions of XML differ on other names.
        "<\u{e4}/>",
        "\u{feff}<a/>",
    ] {
        assert_eq!(message(text).unwrap_err(), NoTree::Malformed, "{text}");
        assert!(Element::parse(text, Reading::Metadata).is_err(), "{text}");
    }
}

#[test]
fn a_message_is_of_xml_1_0_in_utf_8_as_it_says_itself() {
    let read = |declaration: &str| message(&format!("<?xml {declaration}?>\n<a>\u{e4}</a>"));
    for declaration in [
        "version='1.0'",
        "version=\"1.0\" encoding=\"UTF-8\" ",
        "version = '1.0' encoding='utf-8' standalone='no'",
        "version='1.0' standalone='yes'",
    ] {
        assert_eq!(read(declaration).unwrap().text, "\u{e4}", "{declaration}");
    }
    for declaration in
        ["version='1.1'", "version='1.0' encoding='ISO-8859-1'", "version='1.0' encoding='UTF-16'"]
    {
        assert_eq!(read(declaration).unwrap_err(), NoTree::Malformed, "{declaration}");
    }
    let latin = "<?xml version='1.0' encoding='ISO-8859-1'?><a/>";
    assert!(Element::parse(latin, Reading::Metadata).is_ok(), "metadata were decoded by who fetched them");
}

#[test]
fn white_space_in_an_attribute_is_spaces_and_line_ends_are_one_character() {
    let root = message("<a b='1\n2\t3\r\n4' c='&#10;&#9;&#13;'>x\r\ny&#13;</a>").unwrap();
    assert_eq!((root.attribute("b"), root.attribute("c")), (Some("1 2 3 4"), Some("\n\t\r")));
    assert_eq!(root.text, "x\ny\r");
}

#[test]
fn a_carriage_return_is_half_of_a_line_end_or_refused() {
    for text in ["<a>x\ry</a>", "<a>\r&#10;</a>", "<a b='\r'/>", "<a/>\r"] {
        assert_eq!(message(text).unwrap_err(), NoTree::Malformed, "{text:?}");
    }
}

#[test]
fn only_white_space_of_xml_is_cut_off() {
    assert_eq!(message("<a>\r\n\t x \n</a>").unwrap().plain_text(), Some("x"));
    assert_eq!(message("<a>\u{a0}x\u{2003}</a>").unwrap().plain_text(), Some("\u{a0}x\u{2003}"));
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
