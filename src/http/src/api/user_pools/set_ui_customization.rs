//! The style of the classic pages is set.

use app::{Answer, App};
use domain::{Moment, user_pools::classic_style::ALL_CLIENTS};
use wire::cognito_idp::{SetUICustomizationResponse, UICustomizationType, operations::SetUICustomization};

use super::classic_style_shape;
use crate::api::{caller::Signed, operation::Operation};

impl Operation for SetUICustomization {
    type Caller = Signed;

    async fn serve(app: &App, _: Signed, input: Self::Input, moment: &Moment) -> Answer<Self::Output> {
        let (pool_id, client) = (&input.user_pool_id, input.client_id.as_deref().unwrap_or(ALL_CLIENTS));
        app.user_pools.pool(pool_id).await?;
        let look = classic_style_shape::look(input.css, input.image_file)?;
        let set = app.user_pools.set_style(pool_id, client, look, moment).await?;
        let nothing = || UICustomizationType {
            client_id: Some(client.to_owned()),
            user_pool_id: Some(pool_id.clone()),
            ..UICustomizationType::default()
        };
        let ui_customization =
            set.map_or_else(nothing, |live| classic_style_shape::shown(app, pool_id, live));
        Ok(SetUICustomizationResponse { ui_customization })
    }
}
