//! A session as it is shown.

use app::user_pools::sessions::ShownSession;
use wire::cognito_idp::SessionDescriptionType;

use super::shapes;

/// Longest text of `DeviceType`.
const DEVICE_CHARS_MAX: usize = 1024;

/// A session.
pub(super) fn shown(session: ShownSession) -> SessionDescriptionType {
    let given = |text: String| Some(text).filter(|text| !text.is_empty());
    SessionDescriptionType {
        client_id: Some(session.client_id),
        create_date: Some(shapes::at(session.opened_at)),
        device_type: given(session.software.chars().take(DEVICE_CHARS_MAX).collect()),
        is_current_session: session.is_current,
        last_active_date: Some(shapes::at(session.active_at)),
        last_ip_address: given(session.address),
        session_id: Some(session.id),
        session_type: Some("TOKEN".to_owned()),
        ..SessionDescriptionType::default()
    }
}

/// `RevokeAssociatedSessions`: whether the sessions of the same browser end too.
pub(super) fn is_linked(given: Option<&str>) -> bool {
    given == Some("LINKED")
}
