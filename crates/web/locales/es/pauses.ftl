pauses-title = Pausas
pauses-text = Mientras dura una pausa no sale nada, y al terminar nada se dispara solo.
pauses-held = Publicaciones retenidas: { $count }
pauses-none = No hay ni hubo nada en pausa
pauses-none-text = Si ocurre algo y no deben salir publicaciones, pausa aquí un canal, una marca o todo.
pauses-subject = Qué
pauses-everything = Todas las publicaciones
pauses-brand = Marca { $name }
pauses-reason = Por qué
pauses-reason-hint = Lo leen todas las personas a las que afecta la pausa.
pauses-by = Por
pauses-from = Desde
pauses-from-hint = Vacío significa desde ahora.
pauses-until = Hasta
pauses-until-hint = Vacío significa hasta que alguien la termine. Las horas son de { $zone }.
pauses-open = Abierta
pauses-holds = Vigente
pauses-over = Terminada
pauses-ahead = Próxima
pauses-begin = Pausar las publicaciones
pauses-begin-text = Vale al instante, también para las publicaciones que están a punto de salir.
pauses-end = Terminar la pausa
pauses-end-confirm = Las publicaciones que vencieron entretanto no salen solas: las revisas a continuación. ¿Terminar la pausa?
pauses-begun = En pausa.
pauses-ended = La pausa terminó. Revisa lo que retuvo.
pauses-banner-workspace = Todas las publicaciones están en pausa: { $reason }
pauses-banner-brand = { $name } está en pausa: { $reason }
pauses-banner-channel = { $name } está en pausa: { $reason }
pauses-banner-until = Hasta { $when }.
pauses-banner-who = { $who }
pauses-banner-more = { $count ->
    [one] Otra pausa
   *[other] { $count } pausas más
  }
pauses-banner-look = Ver
held-title = Publicaciones retenidas
held-text = Vencieron durante una pausa. Nada de esto sale hasta que lo digas.
held-none = No hay nada retenido
held-none-text = Lo que vence durante una pausa espera aquí.
held-letters = Boletines con cartas retenidas
held-letters-text = No salen solas.
held-letters-count = { $count ->
    [one] 1 carta
   *[other] { $count } cartas
}
held-count = { $count ->
    [one] Una publicación.
   *[other] { $count } publicaciones, las más antiguas primero.
  }
held-chosen = Qué hacer con las publicaciones elegidas
held-choose = Elegir
held-choose-one = Elegir «{ $title }»
held-choose-all = Elegir todas
held-choose-none = No elegir ninguna
held-move-chosen = Programar las elegidas
held-send-chosen = Enviar ahora las elegidas
held-cancel-chosen = Cancelar las elegidas
held-post = Publicación
held-wanted = Vencía
held-new-time = Hora nueva
held-new-time-of = Hora nueva de «{ $title }»
held-move = Programar
held-send = Enviar ahora
held-cancel = Cancelar
held-still = Aún en pausa
held-done = { $count ->
    [one] Hecho con una publicación.
   *[other] Hecho con { $count } publicaciones.
  }
held-partly = Hecho: { $count }. Sin hacer: { $refused }. { $reason }
held-nothing-chosen = Elige al menos una publicación.
error-pause_until = El final debe estar por venir y ser posterior al comienzo.
error-already_paused = Eso ya está en pausa. Termina antes esa pausa.
error-pause_over = Esa pausa ya terminó.
error-delivery_not_held = Ya no está retenida.
deliveries-error-paused = Venció durante una pausa.
held-over-budget = Sobre el presupuesto
deliveries-error-over_budget = El dinero de este mes del canal no alcanza.
