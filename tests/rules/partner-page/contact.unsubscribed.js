// What the code of the partner page makes of contact.unsubscribed, written anew.
const group = { subscription_group_id: "YOUR SUBSCRIPTION GROUP ID", subscription_state: "unsubscribed" };
return {
  attributes: [{
    external_id: payload.userId,
    _update_existing_only: true,
    subscription_groups: [group],
  }],
};
