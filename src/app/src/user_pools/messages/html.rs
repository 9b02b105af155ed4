//! Bodies of mail. Texts of pools and functions are HTML where they have a tag, as AWS reads all of them; a reader that shows no HTML gets the
//! same as plain text.

use domain::user_pools::user_pool::link_place;

/// Whether a body is HTML.
pub(super) fn is_html(body: &str) -> bool {
    body.split('<')
        .skip(1)
        .any(|rest| rest.starts_with(|c: char| c.is_ascii_alphabetic() || c == '/' || c == '!'))
}

/// A text as it stands in HTML.
pub(super) fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

/// A body with a link in the place of one, if it has such a place.
pub(super) fn linked(body: &str, link: &str) -> String {
    let Some((before, label, behind)) = link_place(body) else { return body.to_owned() };
    format!("{before}<a href=\"{}\">{label}</a>{behind}", escaped(link))
}

/// What is read of HTML: its text, with a line for each block and the address behind each link.
pub(super) fn plain(html: &str) -> String {
    let mut text = String::new();
    let mut link = None;
    let mut rest = html;
    while let Some(begin) = rest.find('<') {
        text.push_str(&rest[..begin]);
        let tag_and_rest = &rest[begin..];
        let Some(end) = tag_and_rest.find('>') else {
            rest = "";
            break;
        };
        let tag = &tag_and_rest[1..end];
        rest = &tag_and_rest[end + 1..];
        match name(tag).as_str() {
            hidden @ ("head" | "style" | "script" | "title") => rest = behind(rest, hidden),
            "a" => link = address(tag),
            "/a" => text.extend(link.take().map(|address| format!(" ({address})"))),
            "br" | "/p" | "/div" | "/tr" | "/li" | "/h1" | "/h2" | "/h3" => text.push('\n'),
            _ => {}
        }
    }
    text.push_str(rest);
    let lines: Vec<_> = unescaped(&text).lines().map(|line| line.trim().to_owned()).collect();
    lines.join("\n").trim().to_owned()
}

/// The name of a tag, with a slash in front where it closes.
fn name(tag: &str) -> String {
    let end =
        tag.char_indices().skip(1).find(|(_, c)| !c.is_ascii_alphanumeric()).map_or(tag.len(), |(at, _)| at);
    tag[..end].to_ascii_lowercase()
}

/// What follows on an element whose text is not shown.
fn behind<'a>(rest: &'a str, element: &str) -> &'a str {
    let closing = format!("</{element}>");
    rest.to_ascii_lowercase().find(&closing).map_or("", |at| &rest[at + closing.len()..])
}

/// The address of a link.
fn address(tag: &str) -> Option<&str> {
    let (_, value) = tag.split_once("href=")?;
    let quote = value.chars().next().filter(|c| matches!(c, '"' | '\''))?;
    value[1..].split(quote).next()
}

fn unescaped(text: &str) -> String {
    let text = text.replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", "\"");
    text.replace("&#39;", "'").replace("&nbsp;", " ").replace("&amp;", "&")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_body_with_a_tag_is_html() {
        for html in ["<b>x</b>", "a<br>b", "<!DOCTYPE html>x", "x</p>"] {
            assert!(is_html(html), "{html}");
        }
        for text in ["Your code is 1", "1 < 2", "a <3", "a &amp; b", "<"] {
            assert!(!is_html(text), "{text}");
        }
    }

    #[test]
    fn html_reads_as_text_with_lines_and_addresses() {
        let html = "<html><head><title>Hi</title><STYLE>p { color: red }</style></head><body><p class=\"x\">Dear &lt;Ada&gt; &amp; co,</p>\
            Your code<br/>is <b>7</b>. <a href=\"https://a.example/?a=1&amp;b=2\">Go</a></body></html>";
        assert_eq!(plain(html), "Dear <Ada> & co,\nYour code\nis 7. Go (https://a.example/?a=1&b=2)");
    }

    #[test]
    fn what_is_escaped_reads_as_it_was() {
        let text = r#"<a href="x">&amp; & "ü" &lt;</a>"#;
        assert!(!is_html(&escaped(text)));
        assert_eq!(plain(&escaped(text)), text);
    }

    #[test]
    fn a_link_takes_the_place_of_one() {
        let body = linked("Click {##here##}.", "https://a.example/?a=1&b=2");
        assert_eq!(body, "Click <a href=\"https://a.example/?a=1&amp;b=2\">here</a>.");
        assert_eq!(plain(&body), "Click here (https://a.example/?a=1&b=2).");
        assert_eq!(linked("Your code is {####}", "https://a.example"), "Your code is {####}");
    }

    #[test]
    fn broken_html_still_reads() {
        for (broken, read) in
            [("<b", ""), ("a<b", "a"), ("<style>x", ""), ("<a href=>x</a>", "x"), ("<>x", "x"), ("<ü>x", "x")]
        {
            assert_eq!(plain(broken), read, "{broken}");
        }
    }
}
