//! Legal documents as requests set them and answers show them.

use app::{Answer, Fault};
use domain::{
    configured::Live,
    user_pools::terms::{TermsDocument, TermsName},
};
use wire::cognito_idp::{TermsDescriptionType, TermsType};

use super::shapes;

/// The only value of `TermsSource`: a document is where its link leads.
const SOURCE: &str = "LINK";
/// The only value of `Enforcement`: a document need not be accepted.
const ENFORCEMENT: &str = "NONE";

/// Which document is meant.
pub(super) fn name(given: &str) -> Answer<TermsName> {
    let known = TermsName::ALL.into_iter().find(|name| name.as_str() == given);
    known.ok_or_else(|| Fault::not_implemented("TermsName"))
}

/// A document.
pub(super) fn shown(pool_id: &str, live: Live<TermsDocument>) -> TermsType {
    let TermsDocument { id, client, name, links } = live.config;
    TermsType {
        client_id: client,
        creation_date: shapes::at(live.created_at),
        enforcement: ENFORCEMENT.to_owned(),
        last_modified_date: shapes::at(live.modified_at),
        links,
        terms_id: id,
        terms_name: name.as_str().to_owned(),
        terms_source: SOURCE.to_owned(),
        user_pool_id: pool_id.to_owned(),
    }
}

/// A document as the list shows it.
pub(super) fn described(live: Live<TermsDocument>) -> TermsDescriptionType {
    TermsDescriptionType {
        creation_date: shapes::at(live.created_at),
        enforcement: ENFORCEMENT.to_owned(),
        last_modified_date: shapes::at(live.modified_at),
        terms_id: live.config.id,
        terms_name: live.config.name.as_str().to_owned(),
    }
}
