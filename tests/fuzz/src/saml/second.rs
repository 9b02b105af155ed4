//! A second reader of messages, on another library than the service's and with none of its rules: where it finds one assertion, it says
//! whose.

use std::{collections::BTreeMap, fmt};

use outward::saml::testing::Tree;
use ports::federation::saml::SamlSignIn;
use roxmltree::{Document, Node};

const ASSERTION: &str = "urn:oasis:names:tc:SAML:2.0:assertion";
const METADATA: &str = "urn:oasis:names:tc:SAML:2.0:metadata";
const SIGNATURE: &str = "http://www.w3.org/2000/09/xmldsig#";
/// What is white space in XML, and nothing else is.
pub(crate) const SPACE: [char; 4] = [' ', '\t', '\r', '\n'];

/// Whom a message is about.
#[derive(Clone, PartialEq, Eq)]
pub struct Said {
    /// The name of the subject.
    pub name: String,
    /// The attributes, as the claims that the service makes of them.
    pub claims: BTreeMap<String, String>,
    /// `ID` of the assertion, which is good once.
    pub id: Option<String>,
    /// `SessionIndex`: the session that a sign-out ends.
    pub session: Option<String>,
    /// How the user was signed in (`AuthnContextClassRef`).
    pub class: Option<String>,
}

/// Names are of tests alone.
impl fmt::Debug for Said {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { name, claims, id, session, class } = self;
        write!(f, "{name:?} {claims:?}, id {id:?}, session {session:?}, class {class:?}")
    }
}

impl Said {
    /// What the service read.
    pub fn by_us(read: &SamlSignIn) -> Self {
        assert_eq!(read.user.subject, read.name.value);
        Self {
            name: read.name.value.clone(),
            claims: read.user.claims.clone(),
            id: Some(read.assertion_id.clone()),
            session: read.session_index.clone(),
            class: read.user.acr.clone(),
        }
    }

    /// What the second reader reads; `Err` says why it reads nothing.
    pub fn by_another(text: &str) -> Result<Self, String> {
        let document = Document::parse(text).map_err(|error| error.to_string())?;
        let assertion = only(document.root().descendants(), "Assertion")?;
        let name = only(only(assertion.children(), "Subject")?.children(), "NameID")?;
        let mut values: BTreeMap<String, Vec<String>> = BTreeMap::new();
        let statements = all(assertion.children(), "AttributeStatement");
        for attribute in statements.flat_map(|statement| all(statement.children(), "Attribute")) {
            let name = attribute.attribute("Name").unwrap_or_default();
            let plain =
                all(attribute.children(), "AttributeValue").filter(|value| !value.has_children_elements());
            values.entry(name.to_owned()).or_default().extend(plain.map(|value| value.direct_text()));
        }
        let claims = values.into_iter().filter_map(|(name, values)| Some((name, joined(&values)?)));
        let statement = all(assertion.children(), "AuthnStatement").next();
        let attribute = |node: Node<'_, '_>, name| node.attribute(name).map(str::to_owned);
        Ok(Self {
            name: name.trimmed_text(),
            claims: claims.collect(),
            id: attribute(assertion, "ID"),
            session: statement.and_then(|statement| attribute(statement, "SessionIndex")),
            class: statement.and_then(class),
        })
    }
}

fn all<'a, 'd: 'a>(
    nodes: impl Iterator<Item = Node<'a, 'd>>,
    local: &'static str,
) -> impl Iterator<Item = Node<'a, 'd>> {
    nodes.filter(move |node| node.has_tag_name((ASSERTION, local)))
}

fn only<'a, 'd: 'a>(
    nodes: impl Iterator<Item = Node<'a, 'd>>,
    local: &'static str,
) -> Result<Node<'a, 'd>, String> {
    let mut found = all(nodes, local);
    match (found.next(), found.next()) {
        (Some(one), None) => Ok(one),
        (None, _) => Err(format!("no {local}")),
        (Some(_), Some(_)) => Err(format!("two of {local}")),
    }
}

/// The class of a statement that has one.
fn class(statement: Node<'_, '_>) -> Option<String> {
    let context = only(statement.children(), "AuthnContext").ok()?;
    only(context.children(), "AuthnContextClassRef").ok().map(|class| class.trimmed_text())
}

/// One value as it is, several as a list whose parts are written as in a form.
fn joined(values: &[String]) -> Option<String> {
    if let [one] = values {
        return Some(one.clone());
    }
    let written = values.iter().map(|value| form_urlencoded::byte_serialize(value.as_bytes()).collect());
    let written: Vec<String> = written.collect();
    (!written.is_empty()).then(|| format!("[{}]", written.join(",")))
}

/// What is asked of an element here.
trait Texts {
    fn has_children_elements(&self) -> bool;
    fn direct_text(&self) -> String;
    fn trimmed_text(&self) -> String;
}

impl Texts for Node<'_, '_> {
    fn has_children_elements(&self) -> bool {
        self.children().any(|child| child.is_element())
    }

    fn direct_text(&self) -> String {
        self.children().filter(Node::is_text).filter_map(|child| child.text()).collect()
    }

    fn trimmed_text(&self) -> String {
        self.direct_text().trim_matches(SPACE).to_owned()
    }
}

/// Who a provider is by its metadata, where it is, and the certificates of its keys.
pub(crate) fn provider(text: &str) -> Result<(String, String, Vec<String>), String> {
    let document = Document::parse(text).map_err(|error| error.to_string())?;
    let named = |local| document.descendants().filter(move |node| node.has_tag_name((METADATA, local)));
    let provider = named("IDPSSODescriptor").next().ok_or("no provider")?;
    let entity = provider.parent().and_then(|entity| entity.attribute("entityID")).unwrap_or_default();
    let redirect = "urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Redirect";
    let url = named("SingleSignOnService")
        .find(|service| service.parent() == Some(provider) && service.attribute("Binding") == Some(redirect))
        .and_then(|service| service.attribute("Location"));
    let signs = |node: &Node<'_, '_>| matches!(node.attribute("use"), None | Some("signing"));
    let keys = named("KeyDescriptor").filter(|key| key.parent() == Some(provider) && signs(key));
    let certificates = keys
        .flat_map(|key| key.children().filter(|info| info.has_tag_name((SIGNATURE, "KeyInfo"))))
        .flat_map(|info| info.children().filter(|data| data.has_tag_name((SIGNATURE, "X509Data"))))
        .flat_map(|data| data.children().filter(|one| one.has_tag_name((SIGNATURE, "X509Certificate"))));
    let mut certificates: Vec<String> =
        certificates.map(|one| one.direct_text().split_ascii_whitespace().collect()).collect();
    certificates.dedup();
    Ok((entity.to_owned(), url.unwrap_or_default().to_owned(), certificates))
}

/// The tree of a text, in the form of ours; `Err` says why there is none.
pub(crate) fn tree(text: &str) -> Result<Tree, String> {
    let document = Document::parse(text).map_err(|error| error.to_string())?;
    Ok(tree_of(document.root_element()))
}

fn tree_of(element: Node<'_, '_>) -> Tree {
    let name = element.tag_name();
    let attributes = element.attributes();
    Tree {
        // A default that was taken back is an empty name there.
        namespace: name.namespace().filter(|namespace| !namespace.is_empty()).map(str::to_owned),
        local: name.name().to_owned(),
        attributes: attributes
            .map(|one| (one.namespace().map(str::to_owned), one.name().to_owned(), one.value().to_owned()))
            .collect(),
        text: element.direct_text(),
        children: element.children().filter(Node::is_element).map(tree_of).collect(),
        place: element.range(),
    }
}
