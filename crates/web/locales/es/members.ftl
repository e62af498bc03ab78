# Inicio de sesión, personas, marcas, el espacio de trabajo y sus ajustes.
members-mail-invitation-subject = { $name } te invita a { $workspace }
members-mail-invitation-text =
    Hola:

    { $name } te invita al espacio de trabajo { $workspace } de Tandem, con el rol { $role }.

    Acepta la invitación aquí; el enlace sirve una sola vez, durante siete días:
    { $url }

    Si no esperabas este mensaje, puedes ignorarlo.
members-mail-reset-subject = Elige una contraseña nueva para Tandem
members-mail-reset-text =
    Hola:

    alguien ha pedido una contraseña nueva para tu cuenta de Tandem. Si has sido tú, elígela aquí; el enlace sirve una sola vez, durante una hora:
    { $url }

    Si no has sido tú, ignora este mensaje: no ha cambiado nada.

settings-tabs = Ajustes
settings-tab-profile = Perfil
settings-tab-sessions = Sesiones
settings-tab-members = Personas
settings-tab-brands = Marcas
settings-tab-workspace = Espacio de trabajo
settings-tab-tokens = Claves de API
settings-tab-audit = Registro

members = Personas
members-text = Quién puede entrar en este espacio de trabajo, con qué rol y hasta cuándo.
members-role = Rol
members-role-hint = Decide qué ve y qué puede hacer la persona. Se puede cambiar en cualquier momento.
members-brand = Marca
members-brand-only = Solo para una marca
members-brand-hint = Sin elegir: todas las marcas. Quien colabora por cuenta propia trabaja en una.
members-all-brands = Todas las marcas
members-last-day = Último día
members-last-day-hint = El acceso termina solo al acabar ese día. Quien colabora por cuenta propia siempre tiene uno.
members-access-ends = Fin del acceso
members-access-ended = Terminado
members-access-open = Sin fin
members-edit-one = Cambiar el acceso de { $name }
members-changed = Se ha cambiado el acceso de { $name }.
members-remove = Terminar el acceso
members-remove-text = Termina enseguida el acceso de la persona a este espacio de trabajo, junto con sus claves de API. Lo que hizo queda registrado.
members-remove-confirm = ¿Terminar ahora el acceso de { $name }?
members-removed = El acceso ha terminado.
members-reset-link = Enlace para una contraseña nueva
members-reset-text = Para quien no puede entrar: un enlace que sirve una vez, durante una hora, para elegir otra contraseña.
members-reset-mailed = El enlace se ha enviado por correo a { $email }.
members-waiting = Invitaciones pendientes
members-invite = Invitar a alguien
members-invite-submit = Invitar
members-invitation-mailed = La invitación se ha enviado por correo a { $email }.
members-invitation-until = vale hasta { $when }
members-invitation-expired = ha caducado
members-invitation-resend = Enviar de nuevo
members-invitation-revoke = Retirar
members-invitation-revoke-confirm = ¿Retirar la invitación de { $email }?
members-invitation-revoked = La invitación se ha retirado.
members-handover-no-mail = No hay servidor de correo configurado: entrega tú este enlace de invitación a { $email }. Solo se muestra esta vez; sirve una vez, durante siete días.
members-handover-failed = El servidor de correo no ha aceptado el mensaje: entrega tú este enlace de invitación a { $email }. Solo se muestra esta vez; sirve una vez, durante siete días.
members-handover-reset = Entrega tú este enlace a { $email } por una vía de confianza. Solo se muestra esta vez; sirve una vez, durante una hora.
members-merged = Una persona lo hace todo
members-merged-text = Con los roles unidos, estrategia y gestión de la comunidad pueden hacer el trabajo de la otra parte y aprobar el propio. El registro muestra quién aprobó qué.
members-merged-is-on = Activado
members-merged-turn-on = Unir los roles
members-merged-turn-off = Separar los roles
members-merged-on = Los roles están unidos.
members-merged-off = Los roles están separados.

brands = Marcas
brands-text = Lo que promocionas. Objetivos, campañas, canales y publicaciones pertenecen a una marca.
brands-first = Primera marca
brands-first-hint = Lo que promocionas: una tienda, un producto, un cliente.
brands-name = Nombre
brands-site = Sitio web
brands-site-hint = Empieza por https://
brands-no-site = Sin sitio web
brands-new = Marca nueva
brands-new-submit = Crear la marca
brands-created = { $name } ya está. Ahora conecta sus canales.
brands-is-archived = Archivada
brands-archive = Archivar
brands-archive-text = Una marca archivada ya no se ofrece para trabajos nuevos. Lo que hizo queda registrado.
brands-archive-confirm = ¿Archivar { $name }?
brands-archived = { $name } está archivada.
brands-restore = Retomar
brands-restore-text = La marca volverá a ofrecerse para trabajos nuevos.
brands-restored = { $name } vuelve a estar en uso.
brands-tag = Etiqueta para el sitio web
brands-tag-text = Pon esta línea en cada página del sitio web de la marca. Cuenta las visitas y ventas que vienen de las publicaciones, sin cookies.
brands-site-key = Clave del sitio

workspace = Espacio de trabajo
workspace-name = Espacio de trabajo
workspace-name-hint = Tu empresa o agencia.
workspace-zone = Zona horaria
workspace-zone-hint = Los días y las horas de los planes se entienden en esta zona.
workspace-currency = Moneda
workspace-currency-hint = Para presupuestos y costes. Los importes ya anotados conservan su cifra; no se convierten.
workspace-hour-rate = Precio de una hora
workspace-hour-rate-hint = Lo que cuesta una hora de trabajo de tu equipo. Las horas anotadas como coste cuentan con él.
workspace-new = Otro espacio de trabajo
workspace-new-text = Con sus propias personas, marcas y dinero; la propiedad será tuya.
workspace-new-submit = Crear el espacio de trabajo

tokens = Claves de API
tokens-text = Para programas que trabajan con la API de Tandem en tu nombre.
tokens-openapi = Descripción de la API
tokens-name = Para qué es
tokens-name-hint = Por ejemplo, la tienda o el informe que la usará.
tokens-scopes = Qué puede hacer
tokens-scopes-hint = Lo mínimo necesario. Nunca puede hacer más que tú.
tokens-last-day = Último día
tokens-last-day-hint = Sin elegir: vale hasta que la revoques.
tokens-new = Clave nueva
tokens-new-submit = Crear la clave
tokens-made = Copia la clave ahora: solo se muestra esta vez.
tokens-made-by = Creada por
tokens-last-used = Último uso
tokens-never-used = Nunca
tokens-expires = Vale hasta
tokens-no-end = Sin fin
tokens-is-revoked = Revocada
tokens-is-expired = Caducada
tokens-revoke = Revocar
tokens-revoke-confirm = ¿Revocar { $name }? Los programas que la usan dejan de funcionar enseguida.
tokens-revoked = La clave está revocada.
tokens-none = Aún no hay claves
tokens-none-text = Crea una abajo para un programa tuyo.

permission-view = Ver planes, publicaciones y cifras
permission-manage_goals = Cambiar objetivos
permission-manage_campaigns = Abrir y cambiar campañas
permission-manage_budget = Anotar costes y presupuestos
permission-view_money = Ver el dinero
permission-write_posts = Escribir publicaciones
permission-publish = Programar y publicar
permission-approve = Aprobar
permission-manage_channels = Conectar canales
permission-manage_leads = Trabajar con contactos y ventas
permission-write_conversions = Enviar conversiones
permission-manage_members = Gestionar personas
permission-manage_workspace = Gestionar espacio, marcas y claves
permission-view_audit = Leer el registro

audit = Registro
audit-text = Cada acción en este espacio de trabajo, la última primero. Aquí nunca se cambia ni se borra nada.
audit-at = Cuándo
audit-who = Quién
audit-action = Acción
audit-subject = Objeto
audit-detail = Más
audit-door-user = en el navegador
audit-door-token = con clave de API
audit-door-cli = en el servidor
audit-door-system = por sí mismo
audit-action-accept_invitation = Aceptó una invitación
audit-action-archive_brand = Archivó una marca
audit-action-change_brand = Cambió una marca
audit-action-change_member = Cambió un acceso
audit-action-change_password = Cambió su contraseña
audit-action-change_profile = Cambió su perfil
audit-action-change_workspace = Cambió el espacio de trabajo
audit-action-create_brand = Creó una marca
audit-action-create_reset_link = Creó un enlace de contraseña
audit-action-create_token = Creó una clave de API
audit-action-create_workspace = Fundó el espacio de trabajo
audit-action-invite_member = Invitó a alguien
audit-action-remove_member = Terminó un acceso
audit-action-request_password_reset = Se pidió un enlace de contraseña
audit-action-resend_invitation = Envió de nuevo una invitación
audit-action-reset_password = Se cambió una contraseña con un enlace
audit-action-restore_brand = Retomó una marca
audit-action-revoke_invitation = Retiró una invitación
audit-action-revoke_other_sessions = Cerró sus otras sesiones
audit-action-revoke_session = Cerró una de sus sesiones
audit-action-revoke_token = Revocó una clave de API
audit-action-set_merged_roles = Cambió la unión de roles
audit-action-sign_in = Inició sesión

error-already_member = Esta persona ya pertenece al espacio de trabajo.
error-amount_out_of_range = Este importe está fuera de lo posible.
error-date_far = Está demasiado lejos en el futuro.
error-date_past = Ese día ya pasó.
error-email_malformed = Escribe una dirección de correo, como nombre@example.com.
error-email_taken = Ya hay una cuenta con esta dirección de correo.
error-last_brand = Es la última marca en uso. Crea otra antes.
error-last_owner = Un espacio de trabajo necesita a alguien con la propiedad. Da antes ese rol a otra persona.
error-member_elsewhere = Esta persona pertenece también a otro espacio de trabajo. Puede pedir un enlace en la página de inicio de sesión.
error-name_taken = Este nombre ya está en uso.
error-out_of_range = Este número está fuera de lo posible.
error-owner_whole_workspace = Este rol vale para todo el espacio de trabajo: no se puede elegir una sola marca.
error-owner_without_end = Este acceso no tiene fin.
error-scope_not_held = No puedes dar lo que no tienes: { $scope }.
error-scope_unknown = No existe ese permiso: { $scope }.
error-unknown_choice = Elige uno de los valores ofrecidos.
error-idempotency_key_malformed = Una Idempotency-Key tiene de 1 a 200 caracteres visibles.
error-idempotency_key_reused = Esta Idempotency-Key ya llegó con otra petición.
error-idempotency_in_progress = La primera petición con esta Idempotency-Key aún no tiene respuesta.
