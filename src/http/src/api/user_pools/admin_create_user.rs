//! An administrator makes a user, or invites one once more.

use app::{
    Answer, App,
    user_pools::invitations::{InvitationAction, NewUser},
};
use domain::{Moment, values::contact::Contact};
use wire::cognito_idp::{AdminCreateUserResponse, UserType, operations::AdminCreateUser};

use super::{named::Names, shapes};
use crate::api::{caller::Signed, operation::Operation};

const MEDIUMS: Names<Contact> = Names(&[(Contact::Email, "EMAIL"), (Contact::Phone, "SMS")]);

impl Operation for AdminCreateUser {
    type Caller = Signed;

    async fn serve(app: &App, _: Signed, input: Self::Input, moment: &Moment) -> Answer<Self::Output> {
        let action = match input.message_action.as_deref() {
            Some("SUPPRESS") => InvitationAction::Suppress,
            Some("RESEND") => InvitationAction::Resend,
            _ => InvitationAction::Send,
        };
        let mediums = input.desired_delivery_mediums.iter().flatten();
        let new = NewUser {
            username: input.username,
            attributes: shapes::values(input.user_attributes)?,
            temporary_password: input.temporary_password,
            action,
            by: mediums.filter_map(|name| MEDIUMS.value(name)).collect(),
            force_alias: input.force_alias_creation.unwrap_or(false),
            validation_data: shapes::validation_data(input.validation_data),
            client_metadata: input.client_metadata,
        };
        let user = app.user_pools.admin_create_user(&input.user_pool_id, new, moment).await?;
        let user = UserType {
            attributes: Some(shapes::attributes(&user)),
            enabled: Some(user.enabled),
            user_create_date: Some(shapes::at(user.created_at)),
            user_last_modified_date: Some(shapes::at(user.modified_at)),
            user_status: Some(user.status.to_string()),
            username: Some(user.username),
            ..UserType::default()
        };
        Ok(AdminCreateUserResponse { user: Some(user) })
    }
}
