//! The history of a person or a thing. A person's history spans streams and ledgers: the user, the sessions, the identities that the user's
//! logins lead to, their datasets, and that the person was forgotten. That of an identity provider spans its configuration, what its
//! metadata said, and the sign-ins there that were refused before their user was known.

use domain::{
    LedgerId, Moment, Personal, Stream,
    configured::Config,
    identity_pools::{
        identity::{self, Login},
        identity_pool::{self, IdentityPool},
    },
    user_pools::{federation, identity_provider::ProviderConfig, saml_peer},
    values::region,
};
use ledger::{Opened, Position, Root, postgres::about};
use serde::Serialize;
use serde_json::Value;

use crate::{
    Verdict,
    fault::Fault,
    house::House,
    tell::{Teller, leaves, print_json, print_table, readable, shortened, time},
};

/// Records read at a time.
const PAGE: u32 = 2_000;

#[derive(Serialize)]
struct Line {
    at: String,
    ledger: String,
    position: Position,
    stream: String,
    version: u64,
    kind: String,
    /// With the session's name, where there is one.
    principal: String,
    access_key_id: String,
    /// ARN of the key's owner.
    owner: String,
    session_name: String,
    /// The holder of temporary credentials.
    on_behalf_of: String,
    operation: String,
    /// The region that the call was signed for, or that of the ledger's pool.
    region: String,
    request_id: String,
    source_ip: String,
    user_agent: String,
    data: Value,
    digest: String,
}

pub(crate) async fn tell(
    house: &House,
    teller: Teller,
    of: &str,
    (from, to): (Option<Position>, Option<Position>),
) -> Result<Verdict, Fault> {
    let mut events = Vec::new();
    for stream in house.find(of).await? {
        events.extend(story(house, &stream).await?);
    }
    let within = |event: &Opened| {
        let position = event.record.position;
        from.is_none_or(|from| from <= position) && to.is_none_or(|to| position <= to)
    };
    events.retain(within);
    events
        .sort_by_key(|event| (event.record.recorded_at, event.record.ledger.clone(), event.record.position));
    let lines: Vec<Line> = events.iter().map(|event| line(teller, event)).collect::<Result<_, _>>()?;
    if teller.json {
        print_json(&lines)?;
    } else {
        print_table(
            &["when (UTC)", "event", "what", "by", "through", "where in the log"],
            lines.iter().map(row),
        );
        println!("{} events", lines.len());
    }
    Ok(Verdict::Fine)
}

async fn story(house: &House, stream: &Stream) -> Result<Vec<Opened>, Fault> {
    if stream.subject.is_none() {
        let mut events = house.ledger.stream(stream, 0).await?;
        for part in parts_of_provider(stream) {
            events.extend(house.ledger.stream(&part, 0).await?);
        }
        return Ok(events);
    }
    let mut events = everything_about(house, stream).await?;
    for identity in identities(house, stream).await? {
        events.extend(everything_about(house, &identity).await?);
    }
    Ok(events)
}

/// Where else something is told of a thing, if it is an identity provider.
fn parts_of_provider(stream: &Stream) -> Vec<Stream> {
    let (ledger, id) = (&stream.ledger, &stream.id);
    if !id.is_of(ProviderConfig::KIND) {
        return Vec::new();
    }
    vec![saml_peer::stream(ledger, id.id()), federation::stream(ledger, id.id())]
}

async fn everything_about(house: &House, person: &Stream) -> Result<Vec<Opened>, Fault> {
    let mut events: Vec<Opened> = Vec::new();
    loop {
        let after = events.last().map_or(0, |event| event.record.position);
        let page = about(&house.pool, &person.ledger, &person.id, after, PAGE).await?;
        if page.is_empty() {
            return Ok(events);
        }
        for record in page {
            events.push(house.ledger.read(record).await?);
        }
    }
}

/// The identities that a user's logins lead to today, in every identity pool that trusts the user's pool.
async fn identities(house: &House, user: &Stream) -> Result<Vec<Stream>, Fault> {
    let mut found = Vec::new();
    if user.id.kind() != "user" {
        return Ok(found);
    }
    for (ledger, _) in house.ledger.log().heads().await? {
        for provider in providers(house, &ledger, user.ledger.as_str()).await? {
            let Some(name) = Login::new(provider, user.id.id()).claimed_name() else { continue };
            if let Some(id) = house.ledger.holder(&ledger, identity::LOGIN, &name).await? {
                found.push(identity::stream(ledger.as_str(), id.id()));
            }
        }
    }
    found.dedup();
    Ok(found)
}

/// What an identity pool calls a user pool; empty for ledgers that are no identity pools.
async fn providers(house: &House, ledger: &LedgerId, user_pool: &str) -> Result<Vec<String>, Fault> {
    let mut root: Root<IdentityPool> =
        Root::new(identity_pool::stream(ledger.as_str()), std::sync::Arc::default());
    let pool = root.look(&house.ledger).await?;
    let trusted = pool.active().map(|active| active.settings.cognito_identity_providers.clone());
    let names = trusted.unwrap_or_default().into_iter().map(|provider| provider.provider_name);
    let mut names: Vec<String> = names.filter(|name| name.rsplit('/').next() == Some(user_pool)).collect();
    names.sort();
    names.dedup();
    Ok(names)
}

fn line(teller: Teller, event: &Opened) -> Result<Line, Fault> {
    let (record, moment) = (&event.record, event.moment()?);
    let (session_name, on_behalf_of) = (&moment.signer.session_name, &moment.signer.on_behalf_of);
    Ok(Line {
        at: time(record.recorded_at),
        ledger: record.ledger.to_string(),
        position: record.position,
        stream: record.stream.to_string(),
        version: record.version,
        kind: record.kind.clone(),
        principal: principal(teller, &moment),
        session_name: teller.personal(session_name).into(),
        on_behalf_of: teller.personal(on_behalf_of).into(),
        source_ip: teller.personal(&moment.source_ip).into(),
        user_agent: teller.personal(&moment.user_agent).into(),
        region: region_of(&moment, &record.ledger),
        access_key_id: moment.signer.access_key_id,
        owner: moment.signer.owner,
        operation: moment.operation,
        request_id: moment.request_id,
        data: teller.plain(event.data()?),
        digest: hex::encode(record.digest),
    })
}

/// The principal's whole ARN: that of an assumed role ends with the session's name, which the log keeps apart.
fn principal(teller: Teller, moment: &Moment) -> String {
    let session = &moment.signer.session_name;
    if *session == Personal::default() {
        return moment.principal.clone();
    }
    format!("{}/{}", moment.principal, teller.personal(session))
}

fn region_of(moment: &Moment, ledger: &LedgerId) -> String {
    if moment.region.is_empty() {
        return region::of_id(ledger.as_str()).unwrap_or_default().to_owned();
    }
    moment.region.clone()
}

/// The lines of a cell that are not empty.
fn lines_of(texts: &[&str]) -> String {
    let told: Vec<&str> = texts.iter().copied().filter(|text| !text.is_empty()).collect();
    told.join("\n")
}

fn row(line: &Line) -> Vec<String> {
    let told = leaves(&line.data).into_iter().filter(|(path, _)| path != "at").map(readable);
    let what: Vec<String> = told.map(|(path, text)| format!("{path}: {}", shortened(&text))).collect();
    vec![
        line.at.clone(),
        line.kind.clone(),
        what.join("\n"),
        lines_of(&[&line.principal, &line.access_key_id, &line.on_behalf_of]),
        lines_of(&[&line.operation, &line.region, &line.source_ip]),
        format!("{} #{}\n{} v{}", line.ledger, line.position, line.stream, line.version),
    ]
}
