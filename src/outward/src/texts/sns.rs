//! `Publish` of SNS to a telephone: a form, signed by `SigV4`. SNS itself speaks it, and emulators do.

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use ports::sms::{Text, is_e164};
use reqwest::{
    Method, Request, Url,
    header::{CONTENT_TYPE, HeaderValue},
};

use super::BadGateway;
use crate::signing::{AccessKey, Service};

const VERSION: &str = "2010-03-31";
const FORM: HeaderValue = HeaderValue::from_static("application/x-www-form-urlencoded; charset=utf-8");
const ESCAPED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');
/// The region of a host whose name has none, as emulators' have.
const USUAL_REGION: &str = "us-east-1";
/// Characters of a name in the place of the sender's number, as SNS has it.
const SENDER_ID_CHARS: std::ops::RangeInclusive<usize> = 1..=11;

/// An endpoint of SNS.
pub(super) struct Sns {
    url: Url,
    region: String,
    key: AccessKey,
}

impl Sns {
    pub(super) fn new(url: Url, key_id: &str, secret: &str) -> Result<Self, BadGateway> {
        if key_id.is_empty() || secret.is_empty() {
            return Err(BadGateway::Url);
        }
        let region = region(url.host_str().unwrap_or_default()).to_owned();
        Ok(Self { url, region, key: AccessKey::new(key_id, secret, None) })
    }

    pub(super) fn request(&self, text: &Text, now_ms: i64) -> Option<Request> {
        let body = form(text);
        let mut request = Request::new(Method::POST, self.url.clone());
        request.headers_mut().insert(CONTENT_TYPE, FORM);
        self.key.sign(&mut request, body.as_bytes(), (Service::Sns, &self.region), now_ms)?;
        *request.body_mut() = Some(body.into());
        Some(request)
    }
}

/// `sns.eu-west-1.amazonaws.com`
fn region(host: &str) -> &str {
    let mut labels = host.split('.');
    match (labels.next(), labels.next(), labels.next()) {
        (Some("sns" | "sns-fips"), Some(region), Some("amazonaws")) => region,
        _ => USUAL_REGION,
    }
}

fn form(text: &Text) -> String {
    let mut members = vec![
        ("Action".to_owned(), "Publish"),
        ("Version".to_owned(), VERSION),
        ("PhoneNumber".to_owned(), &text.to),
        ("Message".to_owned(), &text.body),
    ];
    let kind = ("AWS.SNS.SMS.SMSType", "Transactional");
    let attributes = std::iter::once(kind).chain(text.sender.as_deref().and_then(sender));
    for (number, (name, value)) in (1..).zip(attributes) {
        let member = |rest: &str| format!("MessageAttributes.entry.{number}.{rest}");
        members.push((member("Name"), name));
        members.push((member("Value.DataType"), "String"));
        members.push((member("Value.StringValue"), value));
    }
    let escaped = |text: &str| utf8_percent_encode(text, ESCAPED).to_string();
    let pairs = members.iter().map(|(name, value)| format!("{}={}", escaped(name), escaped(value)));
    pairs.collect::<Vec<_>>().join("&")
}

/// The attribute that names a sender. Identities of other kinds (ARNs, ids) are none that SNS knows.
fn sender(sender: &str) -> Option<(&'static str, &str)> {
    let is_name = SENDER_ID_CHARS.contains(&sender.len())
        && sender.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
        && sender.bytes().any(|byte| byte.is_ascii_alphabetic());
    if is_e164(sender) {
        return Some(("AWS.MM.SMS.OriginationNumber", sender));
    }
    is_name.then_some(("AWS.SNS.SMS.SenderID", sender))
}

/// Whether SNS would refuse the same text again. What the operator can mend (keys, rights) or time (limits) is not final.
pub(super) fn is_final(status: u16, body: &str) -> bool {
    let names = |error: &str| body.contains(&format!("<Code>{error}"));
    status == 400 && ["InvalidParameter", "OptedOut", "ParameterValueInvalid"].into_iter().any(names)
}

#[cfg(test)]
mod tests {
    use ports::dispatch::Dispatch;

    use super::*;

    fn text(sender: Option<&str>) -> Text {
        Text {
            dispatch: Dispatch { id: "t-1".parse().unwrap(), at_ms: 0 },
            to: "+4930123456".to_owned(),
            body: "Code: 1 & 2".to_owned(),
            sender: sender.map(str::to_owned),
        }
    }

    #[test]
    fn a_form_names_the_telephone_and_the_sender() {
        let begins =
            "Action=Publish&Version=2010-03-31&PhoneNumber=%2B4930123456&Message=Code%3A%201%20%26%202";
        let kind = "&MessageAttributes.entry.1.Name=AWS.SNS.SMS.SMSType&MessageAttributes.entry.1.Value.DataType=String&MessageAttributes.entry.1.Value.StringValue=Transactional";
        let entry = |name: &str, value: &str| {
            format!(
                "&MessageAttributes.entry.2.Name={name}&MessageAttributes.entry.2.Value.DataType=String&MessageAttributes.entry.2.Value.StringValue={value}"
            )
        };
        for (sender, expected) in [
            (None, String::new()),
            (Some("MyShop"), entry("AWS.SNS.SMS.SenderID", "MyShop")),
            (Some("+4930999"), entry("AWS.MM.SMS.OriginationNumber", "%2B4930999")),
            (Some("arn:aws:sms-voice:eu-west-1:123456789012:sender-id/MyShop/DE"), String::new()),
            (Some("123456"), String::new()),
        ] {
            assert_eq!(form(&text(sender)), format!("{begins}{kind}{expected}"));
        }
    }

    #[test]
    fn a_host_of_sns_names_its_region() {
        assert_eq!(region("sns.eu-west-1.amazonaws.com"), "eu-west-1");
        assert_eq!(region("localhost"), "us-east-1");
    }

    #[test]
    fn only_a_text_that_is_wrong_itself_is_refused_for_good() {
        let named =
            |error: &str| format!("<ErrorResponse><Error><Code>{error}</Code></Error></ErrorResponse>");
        assert!(is_final(400, &named("InvalidParameter")) && is_final(400, &named("OptedOut")));
        for (status, error) in [
            (400, "Throttling"),
            (403, "SignatureDoesNotMatch"),
            (403, "AuthorizationError"),
            (500, "InvalidParameter"),
            (429, ""),
        ] {
            assert!(!is_final(status, &named(error)), "{status} {error}");
        }
    }
}
