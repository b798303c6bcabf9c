-- One look before a report: what the key was answered, whose number it is, where the place is and what the thing is.
CREATE OR REPLACE FUNCTION intake_look(in_organisation bigint, phone text, of_site bigint, of_asset bigint, asking text, with_key text)
RETURNS json LANGUAGE plpgsql STABLE AS $$
BEGIN
  RETURN json_build_object(
    'answered', (SELECT json_build_object('fingerprint', a.fingerprint, 'answer', a.answer)
                 FROM journal_answered a WHERE a.who = asking AND a.key = with_key),
    'customer', (SELECT json_build_object('id', c.id, 'name', c.name, 'vip', c.vip, 'site', c.site_id)
                 FROM directory_contact n JOIN directory_customer c ON c.id = n.customer_id
                 WHERE n.organisation_id = in_organisation AND n.number = phone ORDER BY n.first DESC, n.id LIMIT 1),
    'site', (SELECT json_build_object('id', s.id, 'code', s.code, 'title', s.title, 'address', s.address, 'area_class', s.area_class)
             FROM directory_site s WHERE s.id = of_site AND s.organisation_id = in_organisation),
    'asset', (SELECT json_build_object('id', e.id, 'code', e.code, 'title', e.title, 'model', e.model, 'serial', e.serial)
              FROM directory_asset e WHERE e.id = of_asset AND e.organisation_id = in_organisation));
END $$;
