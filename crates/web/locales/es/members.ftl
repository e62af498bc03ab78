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
